using ConfigDrive.Operator.Files;

namespace ConfigDrive.Operator.CopyProgram;

/// <summary>
/// A file on a claim of volume mode <c>Filesystem</c>. It is written aside under a name of its own, so that a second copy pod that was thought dead
/// can at worst make this one fail, and renamed once it has been read back.
/// </summary>
internal sealed class FileTarget(string path) : ICopyTarget
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // qemu's user and group may both read it; KubeVirt takes the group by fsGroup.
    private const UnixFileMode OwnerAndGroup = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private const string AsideSuffix = ".partial";

    public async Task<string> FillAsync(SourceImage image, CancellationToken cancellationToken)
    {
        var directory = Path.GetDirectoryName(path)!;
        var aside = $"{path}.{Guid.NewGuid():N}{AsideSuffix}";
        try
        {
            DeleteLeftovers(directory);
            try
            {
                var digest = await WriteAsideAsync(aside, image, cancellationToken);
                File.Move(aside, path, overwrite: true);
                DirectorySync.Flush(directory);
                return digest;
            }
            finally
            {
                File.Delete(aside);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw TargetFailure.Of(path, exception);
        }
    }

    private static async Task<string> WriteAsideAsync(string aside, SourceImage image, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            UnixCreateMode = OwnerOnly,
        };
        await using var stream = new FileStream(aside, options);
        var file = stream.SafeFileHandle;
        File.SetUnixFileMode(file, OwnerAndGroup); // Whatever the umask.
        var written = await WrittenImage.WriteAsync(file, image, WrittenImage.PaddedLength(image.Length), cancellationToken);
        return await WrittenImage.ReadBackAsync(file, image, written, cancellationToken);
    }

    private void DeleteLeftovers(string directory)
    {
        foreach (var leftover in Directory.EnumerateFiles(directory, $"{Path.GetFileName(path)}.*{AsideSuffix}"))
        {
            File.Delete(leftover);
        }
    }
}
