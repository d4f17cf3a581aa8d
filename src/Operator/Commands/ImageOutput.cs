using ConfigDrive.Iso.Writing;
using ConfigDrive.Operator.Files;

namespace ConfigDrive.Operator.Commands;

/// <summary>
/// Where <c>render</c> puts an image. A file is replaced as a whole, and only its owner may read it: images contain passwords. A device, a FIFO or a link
/// stays what it is, and is written through.
/// </summary>
internal static class ImageOutput
{
    private const string StandardOutput = "-";

    /// <exception cref="InvalidInputException">A directory is there, or the path is empty.</exception>
    public static async Task WriteAsync(string path, IsoImage image, Func<Stream> standardOutput, CancellationToken cancellationToken)
    {
        if (path == StandardOutput)
        {
            await using var output = standardOutput();
            await image.WriteToAsync(output, cancellationToken);
            return;
        }

        if (path.Length == 0)
        {
            throw new InvalidInputException("--output: it is empty: name a file, a device or - for standard output");
        }

        switch (FileStatus.WithoutFollowing(path))
        {
            case null or { Kind: FileKind.Regular }:
                await AtomicFile.WriteAsync(Path.GetFullPath(path), image.WriteToAsync, cancellationToken);
                break;
            case { Kind: FileKind.Directory }:
                throw new InvalidInputException($"--output: {path} is a directory: name a file in it");
            default:
                await WriteThroughAsync(path, image, cancellationToken);
                break;
        }
    }

    private static async Task WriteThroughAsync(string path, IsoImage image, CancellationToken cancellationToken)
    {
        var isFile = FileStatus.Of(path) is null or { Kind: FileKind.Regular }; // A file may have to be made, or a former content cut off.
        var options = new FileStreamOptions
        {
            Mode = isFile ? FileMode.Create : FileMode.Open,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite,
            BufferSize = 0,
            UnixCreateMode = isFile ? OwnerOnly.File : null,
        };
        await using var stream = new FileStream(path, options);
        await image.WriteToAsync(stream, cancellationToken);
    }
}
