namespace ConfigDrive.Operator.Files;

/// <summary>
/// A file that is there whole or not at all: written aside, forced to the disk, and renamed. A full disk, an interrupt or a power failure leaves what
/// stood under the name before.
/// </summary>
internal static class AtomicFile
{
    private const string AsideSuffix = ".partial";

    /// <summary>
    /// The name under which a file is written aside, when there is never a second writer; what a killed process left there is overwritten.
    /// </summary>
    public static string Aside(string path) => $"{path}{AsideSuffix}";

    /// <summary>Writes a file. When the call returns it is on the disk under its name.</summary>
    /// <param name="path">Its full name.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="cancellationToken">Cuts the writing off.</param>
    /// <param name="mode">Who may read and write it; as the process's umask says when <c>null</c>.</param>
    /// <exception cref="IOException">The file system is full, read-only or broken; so too with <see cref="UnauthorizedAccessException"/>.</exception>
    public static async Task WriteAsync(
        string path, Func<Stream, CancellationToken, ValueTask> write, CancellationToken cancellationToken, UnixFileMode? mode = null)
    {
        var aside = Aside(path);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0, UnixCreateMode = mode };
        try
        {
            File.Delete(aside);
            await using (var stream = new FileStream(aside, options))
            {
                await write(stream, cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            Commit(aside, path);
        }
        catch
        {
            DeleteQuietly(aside);
            throw;
        }
    }

    /// <summary>Gives a file that is on the disk its name, and forces that to the disk, too.</summary>
    public static void Commit(string aside, string path)
    {
        File.Move(aside, path, overwrite: true);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }

    private static void DeleteQuietly(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What stopped the writing matters more than what it left aside.
        }
    }
}
