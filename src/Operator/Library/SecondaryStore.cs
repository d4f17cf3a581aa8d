using ConfigDrive.Iso.Writing;
using ConfigDrive.Operator.Files;

namespace ConfigDrive.Operator.Library;

/// <summary>
/// The library of images: one file a VirtualMachine below a mounted directory. A file is only ever replaced whole: written aside, forced
/// to the disk, and renamed.
/// </summary>
/// <param name="root">Directory where the volume is mounted.</param>
/// <param name="calls">The kernel, or what plays it.</param>
internal sealed class SecondaryStore(string root, IFileCalls? calls = null)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyDirectory = OwnerOnly | UnixFileMode.UserExecute;

    private readonly IFileCalls calls = calls ?? FileCalls.Kernel;

    // The last image of a namespace takes the namespace's folder with it, while another may be about to be written there.
    private readonly Lock directories = new();

    /// <summary>Size in bytes of a stored image; <c>null</c> when there is none.</summary>
    public long? SizeOf(LibraryPath path)
    {
        var file = new FileInfo(path.Below(root));
        return file.Exists ? file.Length : null;
    }

    /// <summary>How a stored image looks from outside; <c>null</c> when there is none.</summary>
    public FileState? StateOf(LibraryPath path)
    {
        var file = new FileInfo(path.Below(root));
        return file.Exists ? new FileState(file.Length, new DateTimeOffset(file.LastWriteTimeUtc)) : null;
    }

    /// <summary>All places in the library, also those where a write was cut off and no image lies.</summary>
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

    /// <summary>Opens a stored image to read it.</summary>
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
    /// Stores an image. When the call returns it is on the disk under its name; when it throws, or the process dies, whatever stood there
    /// before still does.
    /// </summary>
    /// <param name="path">Where.</param>
    /// <param name="image">The image.</param>
    /// <param name="cancellationToken">Cuts the writing off; the former file stays.</param>
    /// <exception cref="SecondaryStoreException">The volume is full, read-only or broken.</exception>
    public async Task WriteAsync(LibraryPath path, IsoImage image, CancellationToken cancellationToken)
    {
        var target = path.Below(root);
        var directory = Path.GetDirectoryName(target)!;
        try
        {
            CreateDirectories(directory);
            await AtomicFile.WriteAsync(target, image.WriteToAsync, cancellationToken, OwnerOnly, calls: calls);
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
            if (!Directory.Exists(directory))
            {
                return;
            }

            File.Delete(target);
            File.Delete(AtomicFile.Aside(target));
            lock (directories)
            {
                DeleteWhenEmpty(directory);
                DeleteWhenEmpty(Path.GetDirectoryName(directory)!);
            }
        }
        catch (Exception exception) when (VolumeFaults.Covers(exception))
        {
            throw SecondaryStoreException.From("delete", path, exception);
        }
    }

    // What does not have the form of ours was put there by somebody else, and is left alone.
    private static IEnumerable<LibraryPath> PathsIn(DirectoryInfo @namespace) => @namespace.EnumerateDirectories()
        .Where(virtualMachine => LibraryPath.IsAllowed(@namespace.Name) && LibraryPath.IsAllowed(virtualMachine.Name))
        .Select(virtualMachine => new LibraryPath(new NamespacedName(@namespace.Name, virtualMachine.Name)));

    // A file is lost with any folder above it whose entry did not reach the disk.
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

/// <summary>How a file looks from outside.</summary>
/// <param name="Size">Size in bytes.</param>
/// <param name="LastWrite">Time of the last change.</param>
internal sealed record FileState(long Size, DateTimeOffset LastWrite);
