namespace ConfigDrive.Operator.Copying.Client;

/// <summary>
/// A claim of volume mode <c>Block</c>. What is after the image is zeroed, so that nothing of what the device held before can be read. A device cannot
/// be replaced whole: that it is filled is known only by the digest.
/// </summary>
internal sealed class BlockDeviceTarget(string path) : ICopyTarget
{
    /// <inheritdoc/>
    public async Task<string> FillAsync(SourceImage image, CancellationToken cancellationToken)
    {
        try
        {
            using var device = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, FileOptions.WriteThrough);
            var size = BlockDevice.SizeOf(device);
            if (size < image.Length)
            {
                throw new CopyFailedException(
                    $"The device {path} has {size} bytes, the image {image.Length}: ask for a larger claim (spec.primaryStorage.size).");
            }

            var end = Math.Min(size, WrittenImage.PaddedLength(image.Length));
            if (!BlockDevice.TryZero(device, end, size - end))
            {
                await WrittenImage.ZeroAsync(device, end, size, cancellationToken);
            }

            var written = await WrittenImage.WriteAsync(device, image, end, cancellationToken);
            return await WrittenImage.ReadBackAsync(device, image, written, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw TargetFailure.Of(path, exception);
        }
    }
}
