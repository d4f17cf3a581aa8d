using ConfigDrive.Operator.Files;

namespace ConfigDrive.Operator.CopyProgram;

/// <summary>
/// A file on a claim of volume mode <c>Filesystem</c>. It is written aside under its own name, so that a second copy pod that was thought dead can at
/// worst make this one fail, and renamed once it has been read back.
/// </summary>
internal sealed class FileTarget(string path, IFileCalls? calls = null) : ICopyTarget
{
    // qemu's user and group may both read it; KubeVirt takes the group by fsGroup.
    private const UnixFileMode OwnerAndGroup = OwnerOnly.File | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    public async Task<string> FillAsync(SourceImage image, CancellationToken cancellationToken)
    {
        var digest = "";
        try
        {
            AtomicFile.DeleteLeftovers(path);
            await AtomicFile.WriteAsync(path, FillAsideAsync, cancellationToken, calls);
            return digest;
        }
        catch (Exception exception) when (VolumeFaults.Covers(exception))
        {
            throw CopyException.CannotWrite(path, exception);
        }

        async ValueTask FillAsideAsync(FileStream stream, CancellationToken cancelled)
        {
            var file = stream.SafeFileHandle;
            File.SetUnixFileMode(file, OwnerAndGroup); // Whatever the umask.
            var written = await WrittenImage.WriteAsync(file, image, WrittenImage.PaddedLength(image.Length), cancelled);
            digest = await WrittenImage.ReadBackAsync(calls ?? FileCalls.Kernel, file, image, written, cancelled);
        }
    }
}
