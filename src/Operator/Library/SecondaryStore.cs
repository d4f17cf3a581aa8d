using System.Collections.Concurrent;
using ConfigDrive.Iso.Writing;
using ConfigDrive.Operator.Files;

namespace ConfigDrive.Operator.Library;

/// <summary>
/// The library of images: one file for each VirtualMachine below a mounted directory. A file is only replaced as a whole: written aside, forced to the
/// disk, and renamed. No link below the directory is followed, and what is not a regular file is no image. A volume that hangs is given up after a
/// while (<see cref="PatientVolume"/>).
/// </summary>
internal sealed class SecondaryStore(string root, IFileCalls? calls = null, PatientVolume? volume = null)
{
    private readonly IFileCalls calls = calls ?? FileCalls.Kernel;
    private readonly PatientVolume volume = volume ?? new(PatientVolume.DefaultPatience, TimeProvider.System);

    // The folder of a namespace is deleted with its last image, while another may be about to be written there.
    private readonly Lock directories = new();

    // Size and time of files when their content was last known to be correct; null for a suspect one. A change by hand changes one of them, which is cheap
    // to check.
    private readonly ConcurrentDictionary<LibraryPath, FileState?> verified = new();

    /// <summary>Size and time of a stored image; <c>null</c> when there is none.</summary>
    /// <exception cref="SecondaryStoreException">The library cannot be read.</exception>
    public FileState? StateOf(LibraryPath path) => Call("read", path, path.Below(root), file =>
        LinkIn(Path.GetDirectoryName(file)!) is null && FileStatus.WithoutFollowing(file) is { Kind: FileKind.Regular } found ? new FileState(found.Size, found.LastWrite) : null);

    /// <summary>Whether an image is as it was when it was verified; <c>null</c> when this process has not checked its content.</summary>
    public bool? IsUnchanged(LibraryPath path) => verified.TryGetValue(path, out var state) ? state is not null && state == StateOf(path) : null;

    /// <summary>Remembers that the content of an image is correct, with its state before the content was read.</summary>
    public void MarkVerified(LibraryPath path, FileState state) => verified[path] = state;

    /// <summary>Remembers that the content of an image is wrong, or may be.</summary>
    public void MarkSuspect(LibraryPath path) => verified[path] = null;

    /// <summary>What is wrong with the volume when it does not answer, else <c>null</c>. Quick: it asks the volume, and does not wait.</summary>
    public string? Check() => volume.Check(() => FileStatus.Of(Path.Combine(root, LibraryPath.Folder)));

    /// <summary>All paths in the library, including those without an image because a write was interrupted.</summary>
    /// <exception cref="SecondaryStoreException">The library cannot be read.</exception>
    public IReadOnlyList<LibraryPath> List() => Call<IReadOnlyList<LibraryPath>>("list", LibraryPath.Folder, Path.Combine(root, LibraryPath.Folder), folder =>
        Directory.Exists(folder) ? [.. Folders(WithoutLinks(folder)).SelectMany(PathsIn)] : []);

    /// <exception cref="SecondaryStoreException">There is none, or it cannot be read.</exception>
    public Stream OpenRead(LibraryPath path) => Call("read", path, path.Below(root), Open);

    /// <summary>Reads an image to its end.</summary>
    /// <exception cref="SecondaryStoreException">There is none, or it cannot be read.</exception>
    public Task<T> ReadAsync<T>(LibraryPath path, Func<Stream, Task<T>> read) => CallAsync("read", path, path.Below(root), async file =>
    {
        await using var image = Open(file);
        return await read(image);
    });

    /// <summary>
    /// Stores an image. When the call returns it is on the disk under its name; when it throws, is cancelled, or the process dies, what was there
    /// before still is.
    /// </summary>
    /// <exception cref="SecondaryStoreException">The volume is full, read-only or broken.</exception>
    public Task WriteAsync(LibraryPath path, IsoImage image, CancellationToken cancellationToken) => CallAsync("write", path, path.Below(root), async file =>
    {
        CreateDirectories(WithoutLinks(Path.GetDirectoryName(file)!));
        AtomicFile.DeleteLeftovers(file);
        await AtomicFile.WriteAsync(file, image.WriteToAsync, cancellationToken, calls);
        verified[path] = FileStatus.WithoutFollowing(file) is { } written ? new FileState(written.Size, written.LastWrite) : null;
        return true;
    });

    /// <summary>Removes an image and the directories that it leaves empty. Nothing happens when there is none.</summary>
    /// <exception cref="SecondaryStoreException">The volume is read-only or broken.</exception>
    public void Delete(LibraryPath path) => Call("delete", path, path.Below(root), file =>
    {
        var directory = WithoutLinks(Path.GetDirectoryName(file)!);
        if (Directory.Exists(directory))
        {
            AtomicFile.Delete(file);
            AtomicFile.DeleteLeftovers(file);
            lock (directories)
            {
                DeleteWhenEmpty(directory);
                DeleteWhenEmpty(Path.GetDirectoryName(directory)!);
            }
        }

        return verified.TryRemove(path, out _);
    });

    private T Call<T>(string verb, object what, string path, Func<string, T> call) =>
        CallAsync(verb, what, path, file => Task.FromResult(call(file))).GetAwaiter().GetResult();

    private async Task<T> CallAsync<T>(string verb, object what, string path, Func<string, Task<T>> call)
    {
        try
        {
            return await volume.CallAsync(() => call(path));
        }
        catch (Exception exception) when (VolumeFaults.Covers(exception))
        {
            throw SecondaryStoreException.From(verb, what, exception);
        }
    }

    private FileStream Open(string file)
    {
        WithoutLinks(Path.GetDirectoryName(file)!);
        return FileCalls.OpenRegular(file);
    }

    // Whoever can write to the volume could lead the operator, who often is root, to any folder.
    private string WithoutLinks(string folder) => LinkIn(folder) is { } link
        ? throw new IOException($"'{link}' is a link, which the library does not follow: remove it")
        : folder;

    /// <summary>The folder itself, or one above it, if that is a link. The root is the administrator's.</summary>
    private string? LinkIn(string folder)
    {
        var library = Path.Combine(root, LibraryPath.Folder);
        while (folder.Length >= library.Length && FileStatus.WithoutFollowing(folder) is not { Kind: FileKind.Link })
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder.Length >= library.Length ? folder : null;
    }

    // Folders with other names were created by somebody else, and are left alone.
    private static IEnumerable<LibraryPath> PathsIn(string folder) => Folders(folder)
        .Select(virtualMachine => (Namespace: Path.GetFileName(folder), Name: Path.GetFileName(virtualMachine)))
        .Where(each => LibraryPath.IsAllowed(each.Namespace) && LibraryPath.IsAllowed(each.Name))
        .Select(each => new LibraryPath(new NamespacedName(each.Namespace, each.Name)));

    private static IEnumerable<string> Folders(string folder) =>
        Directory.EnumerateDirectories(folder).Where(each => FileStatus.WithoutFollowing(each) is { Kind: FileKind.Directory });

    // A file is lost with a folder above it whose entry did not reach the disk.
    private void CreateDirectories(string directory)
    {
        var library = Path.Combine(root, LibraryPath.Folder);
        var isNew = !Directory.Exists(library);
        lock (directories)
        {
            OwnerOnly.CreateFolder(directory);
        }

        calls.FlushDirectory(Path.GetDirectoryName(directory)!);
        calls.FlushDirectory(library);
        if (isNew)
        {
            calls.FlushDirectory(root);
        }
    }

    private static void DeleteWhenEmpty(string directory)
    {
        try
        {
            Directory.Delete(directory);
        }
        catch (IOException)
        {
            // Not empty, or gone already.
        }
    }
}

internal sealed record FileState(long Size, DateTimeOffset LastWrite);
