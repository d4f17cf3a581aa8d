using System.Security.Cryptography;
using ConfigDrive.Operator.Copying;

namespace ConfigDrive.Operator.CopyProgram;

/// <summary>An image in a file. Nobody checks the proof of such a copy, so any key will do for its digest.</summary>
internal sealed class FileSource(string path) : IImageSource
{
    public Task<SourceImage> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            var file = File.OpenRead(path);
            return Task.FromResult(new SourceImage(file, file.Length, RandomNumberGenerator.GetBytes(CopyDigest.KeyBytes)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CopyException($"--source: {exception.Message}", exception);
        }
    }
}
