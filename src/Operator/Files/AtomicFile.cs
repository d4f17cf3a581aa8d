namespace ConfigDrive.Operator.Files;

/// <summary>
/// A file that is there whole or not at all: written aside, forced to the disk, and renamed. A full disk, an interrupt or a power failure
/// leaves what stood under the name before.
/// </summary>
internal static class AtomicFile
{
    /// <summary>
    /// The name under which a file is written aside, when there is never a second writer; what a killed process left there is overwritten.
    /// </summary>
    public static string Aside(string path) => $"{path}.partial";

    /// <summary>Writes a file. When the call returns it is on the disk under its name.</summary>
    /// <param name="path">Its full name.</param>
    /// <param name="write">Writes the content; may read it back.</param>
    /// <param name="cancellationToken">Cuts the writing off.</param>
    /// <param name="mode">Who may read and write it, where the process's umask lets them; as the umask says when <c>null</c>.</param>
    /// <param name="aside">The name under which it is written, in the same directory; <see cref="Aside"/> when <c>null</c>.</param>
    /// <param name="calls">The kernel, or what plays it.</param>
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
            // What stopped the writing matters more than what it left aside.
        }
    }
}
