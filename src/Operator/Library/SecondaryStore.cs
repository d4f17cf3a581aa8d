using System.Collections.Concurrent;
using ConfigDrive.Iso.Writing;
using ConfigDrive.Operator.Files;

namespace ConfigDrive.Operator.Library;

/// <summary>
/// The library of images: one file for each VirtualMachine below a mounted directory. A file is only replaced as a whole: written aside, forced to the
/// disk, and renamed.
/// </summary>
internal sealed class SecondaryStore(string root, IFileCalls? calls = null)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyDirectory = OwnerOnly | UnixFileMode.UserExecute;

    private readonly IFileCalls calls = calls ?? FileCalls.Kernel;

    // The folder of a namespace is deleted with its last image, while another may be about to be written there.
    private readonly Lock directories = new();

    // Size and time of files when their content was last known to be correct; null for a suspect one. A change by hand changes one of them, which is cheap
    // to check.
    private readonly ConcurrentDictionary<LibraryPath, FileState?> verified = new();

    /// <summary>Size and time of a stored image; <c>null</c> when there is none.</summary>
    public FileState? StateOf(LibraryPath path)
    {
        var file = new FileInfo(path.Below(root));
        return file.Exists ? new FileState(file.Length, new DateTimeOffset(file.LastWriteTimeUtc)) : null;
    }

    /// <summary>Whether an image is as it was when it was verified; <c>null</c> when this process has not checked its content.</summary>
    public bool? IsUnchanged(LibraryPath path) => verified.TryGetValue(path, out var state) ? state is not null && state == StateOf(path) : null;

    /// <summary>Remembers that the content of an image is correct, with its state before the content was read.</summary>
    public void MarkVerified(LibraryPath path, FileState state) => verified[path] = state;

    /// <summary>Remembers that the content of an image is wrong, or may be.</summary>
    public void MarkSuspect(LibraryPath path) => verified[path] = null;

    /// <summary>All paths in the library, including those without an image because a write was interrupted.</summary>
    /// <exception cref="SecondaryStoreException">The library cannot be read.</exception>
    public IReadOnlyList<LibraryPath> List()
    {
        try
        {
            var library = new DirectoryInfo(Path.Combine(root, LibraryPath.Folder));
            return library.Exists ? [.. library.EnumerateDirectories().SelectMany(PathsIn)] : [];
        }
        catch (Exception exception) when (VolumeFaults.Covers(exception))
        {
            throw SecondaryStoreException.From("list", LibraryPath.Folder, exception);
        }
    }

    /// <exception cref="SecondaryStoreException">There is none, or it cannot be read.</exception>
    public Stream OpenRead(LibraryPath path)
    {
        try
        {
            return File.OpenRead(path.Below(root));
        }
        catch (Exception exception) when (VolumeFaults.Covers(exception))
        {
            throw SecondaryStoreException.From("read", path, exception);
        }
    }

    /// <summary>
    /// Stores an image. When the call returns it is on the disk under its name; when it throws, is cancelled, or the process dies, what was there
    /// before still is.
    /// </summary>
    /// <exception cref="SecondaryStoreException">The volume is full, read-only or broken.</exception>
    public async Task WriteAsync(LibraryPath path, IsoImage image, CancellationToken cancellationToken)
    {
        var target = path.Below(root);
        var directory = Path.GetDirectoryName(target)!;
        try
        {
            CreateDirectories(directory);
            await AtomicFile.WriteAsync(target, image.WriteToAsync, cancellationToken, OwnerOnly, calls: calls);
            verified[path] = StateOf(path);
        }
        catch (Exception exception) when (VolumeFaults.Covers(exception))
        {
            throw SecondaryStoreException.From("write", path, exception);
        }
    }

    /// <summary>Removes an image and the directories that it leaves empty. Nothing happens when there is none.</summary>
    /// <exception cref="SecondaryStoreException">The volume is read-only or broken.</exception>
    public void Delete(LibraryPath path)
    {
        var target = path.Below(root);
        var directory = Path.GetDirectoryName(target)!;
        try
        {
            if (Directory.Exists(directory))
            {
                File.Delete(target);
                File.Delete(AtomicFile.Aside(target));
                lock (directories)
                {
                    DeleteWhenEmpty(directory);
                    DeleteWhenEmpty(Path.GetDirectoryName(directory)!);
                }
            }

            verified.TryRemove(path, out _);
        }
        catch (Exception exception) when (VolumeFaults.Covers(exception))
        {
            throw SecondaryStoreException.From("delete", path, exception);
        }
    }

    // Folders with other names were created by somebody else, and are left alone.
    private static IEnumerable<LibraryPath> PathsIn(DirectoryInfo @namespace) => @namespace.EnumerateDirectories()
        .Where(virtualMachine => LibraryPath.IsAllowed(@namespace.Name) && LibraryPath.IsAllowed(virtualMachine.Name))
        .Select(virtualMachine => new LibraryPath(new NamespacedName(@namespace.Name, virtualMachine.Name)));

    // A file is lost with a folder above it whose entry did not reach the disk.
    private void CreateDirectories(string directory)
    {
        var library = Path.Combine(root, LibraryPath.Folder);
        var isNew = !Directory.Exists(library);
        lock (directories)
        {
            Directory.CreateDirectory(directory, OwnerOnlyDirectory);
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
