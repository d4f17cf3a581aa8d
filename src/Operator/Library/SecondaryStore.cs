using ConfigDrive.Iso.Writing;
using ConfigDrive.Operator.Files;

namespace ConfigDrive.Operator.Library;

/// <summary>
/// The library of images: one file a VirtualMachine below a mounted directory. A file is only ever replaced whole: written aside, forced
/// to the disk, and renamed.
/// </summary>
public sealed class SecondaryStore(string root)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyDirectory = OwnerOnly | UnixFileMode.UserExecute;

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
        catch (Exception exception) when (SecondaryStoreException.Covers(exception))
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
        catch (Exception exception) when (SecondaryStoreException.Covers(exception))
        {
            throw SecondaryStoreException.From("read", path, exception);
        }
    }

    /// <summary>
    /// Stores an image. When the call returns it is on the disk under its name; when it throws, or the process dies, whatever stood there
    /// before still does.
    /// </summary>
    /// <exception cref="SecondaryStoreException">The volume is full, read-only or broken.</exception>
    public async Task WriteAsync(LibraryPath path, IsoImage image, CancellationToken cancellationToken)
    {
        var target = path.Below(root);
        var directory = Path.GetDirectoryName(target)!;
        try
        {
            CreateDirectories(directory);
            await WriteAndFlushAsync(Aside(target), image, cancellationToken);
            File.Move(Aside(target), target, overwrite: true);
            DirectorySync.Flush(directory);
        }
        catch (Exception exception) when (SecondaryStoreException.Covers(exception))
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
            File.Delete(Aside(target));
            lock (directories)
            {
                DeleteWhenEmpty(directory);
                DeleteWhenEmpty(Path.GetDirectoryName(directory)!);
            }
        }
        catch (Exception exception) when (SecondaryStoreException.Covers(exception))
        {
            throw SecondaryStoreException.From("delete", path, exception);
        }
    }

    // What does not have the form of ours was put there by somebody else, and is left alone.
    private static IEnumerable<LibraryPath> PathsIn(DirectoryInfo @namespace) => @namespace.EnumerateDirectories()
        .Where(virtualMachine => LibraryPath.IsAllowed(@namespace.Name) && LibraryPath.IsAllowed(virtualMachine.Name))
        .Select(virtualMachine => new LibraryPath(new NamespacedName(@namespace.Name, virtualMachine.Name)));

    // One name aside is enough, as there are never two writers for one VirtualMachine; what a killed process left is overwritten.
    private static string Aside(string target) => $"{target}.partial";

    private void CreateDirectories(string directory)
    {
        lock (directories)
        {
            Directory.CreateDirectory(directory, OwnerOnlyDirectory);
        }

        DirectorySync.Flush(Path.GetDirectoryName(directory)!);
    }

    private static async Task WriteAndFlushAsync(string file, IsoImage image, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
            UnixCreateMode = OwnerOnly,
        };
        try
        {
            await using var stream = new FileStream(file, options);
            await image.WriteToAsync(stream, cancellationToken);
            stream.Flush(flushToDisk: true);
        }
        catch
        {
            DeleteQuietly(file);
            throw;
        }
    }

    private static void DeleteQuietly(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception exception) when (SecondaryStoreException.Covers(exception))
        {
            // What stopped the writing matters more than what it left aside.
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
public sealed record FileState(long Size, DateTimeOffset LastWrite);
