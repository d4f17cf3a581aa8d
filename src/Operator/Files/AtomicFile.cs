namespace ConfigDrive.Operator.Files;

/// <summary>
/// A file that is complete or not there at all: written aside, forced to the disk, and renamed. A full disk, an interrupt or a power failure leaves
/// what was there before.
/// </summary>
internal static class AtomicFile
{
    /// <summary>
    /// The name under which a file is written aside when there is only one writer; what a killed process left there is overwritten.
    /// </summary>
    public static string Aside(string path) => $"{path}.partial";

    /// <summary>
    /// Writes a file. When the call returns it is on the disk under its name. <paramref name="write"/> writes the content and may read it back, under
    /// the name <paramref name="aside"/> in the same directory. The umask restricts <paramref name="mode"/>.
    /// </summary>
    /// <exception cref="IOException">The file system is full, read-only or broken (<see cref="VolumeFaults"/>).</exception>
    public static async Task WriteAsync(
        string path,
        Func<FileStream, CancellationToken, ValueTask> write,
        CancellationToken cancellationToken,
        UnixFileMode? mode = null,
        string? aside = null,
        IFileCalls? calls = null)
    {
        calls ??= FileCalls.Kernel;
        aside ??= Aside(path);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            UnixCreateMode = mode,
        };
        try
        {
            File.Delete(aside);
            await using (var stream = new FileStream(aside, options))
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
