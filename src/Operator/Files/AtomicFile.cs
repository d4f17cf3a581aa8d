namespace ConfigDrive.Operator.Files;

/// <summary>
/// A file that is complete or not there at all: written aside, forced to the disk, and renamed. A full disk, an interrupt or a power failure leaves
/// what was there before. Only its owner may read it.
/// </summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes a file. When the call returns it is on the disk under its name. <paramref name="write"/> writes the content and may read it back, under
    /// a name in the same directory that nobody can guess and plant a link at.
    /// </summary>
    /// <exception cref="IOException">The file system is full, read-only or broken (<see cref="VolumeFaults"/>), or a directory is in the file's place.</exception>
    public static async Task WriteAsync(
        string path, Func<FileStream, CancellationToken, ValueTask> write, CancellationToken cancellationToken, IFileCalls? calls = null)
    {
        RefuseDirectory(path);
        calls ??= FileCalls.Kernel;
        var aside = $"{path}.{Guid.NewGuid():N}.partial";
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            UnixCreateMode = OwnerOnly.File,
        };
        var stream = new FileStream(aside, options);
        try
        {
            await using (stream)
            {
                await write(stream, cancellationToken);
                calls.Flush(stream.SafeFileHandle);
            }

            calls.Rename(aside, path);
            calls.FlushDirectory(Path.GetDirectoryName(path)!);
        }
        catch
        {
            DeleteQuietly(aside);
            throw;
        }
    }

    /// <summary>Deletes what killed processes have left aside of a file; only for one that nobody else writes now.</summary>
    public static void DeleteLeftovers(string path)
    {
        foreach (var leftover in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}*.partial"))
        {
            DeleteQuietly(leftover);
        }
    }

    /// <summary>Deletes a file, or a link in its place. Nothing happens when there is none.</summary>
    /// <exception cref="IOException">A directory is in its place, or the file system refuses.</exception>
    public static void Delete(string path)
    {
        RefuseDirectory(path);
        File.Delete(path);
    }

    // The kernel's own words for it are those of a missing permission.
    private static void RefuseDirectory(string path)
    {
        if (FileStatus.WithoutFollowing(path) is { Kind: FileKind.Directory })
        {
            throw new IOException($"a directory is at '{path}', where the file belongs: remove it");
        }
    }

    private static void DeleteQuietly(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception exception) when (VolumeFaults.Covers(exception))
        {
            // The failure of the write matters more than the file that it left.
        }
    }
}
