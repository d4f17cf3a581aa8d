using System.Threading.RateLimiting;
using ConfigDrive.Operator.Copying;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Revisions;
using Microsoft.AspNetCore.Http;

namespace ConfigDrive.Operator.CopyEndpoint;

/// <summary>
/// Sends an image from the library while reading it. It is read twice from one open file, first to check that it is the wanted revision: the file may
/// have been replaced, or changed by hand.
/// </summary>
internal sealed class ImageSender(SecondaryStore library, RevisionKey key, CopyLimits limits) : IDisposable
{
    private const int ChunkBytes = 64 * 1024;

    private readonly ConcurrencyLimiter turns = new(new ConcurrencyLimiterOptions { PermitLimit = limits.Transfers, QueueLimit = limits.WaitingTransfers });

    /// <summary>Sends the image at <paramref name="path"/> to the pod of an admitted request.</summary>
    /// <exception cref="CopyRefusedException">It is not there, or not the revision wanted, or too many are being sent; nothing was sent.</exception>
    /// <exception cref="IOException">The library failed while the image was on its way.</exception>
    public async Task SendAsync(CopyRequest request, LibraryPath path)
    {
        using var turn = await turns.AcquireAsync(permitCount: 1, request.Aborted);
        if (!turn.IsAcquired)
        {
            throw new CopyRefusedException(StatusCodes.Status503ServiceUnavailable, "Busy", "Too many copies are in progress; try again.");
        }

        await using var image = Open(path);
        await CheckAsync(image, request.Wanted!, request.Aborted);

        var response = request.Context.Response;
        response.ContentType = "application/octet-stream";
        response.ContentLength = image.Length;
        response.Headers[CopyProtocol.DigestKeyHeader] = Convert.ToBase64String(key.CopyKeyFor(request.Pod!.Uid, request.Wanted!.Revision));
        var chunk = new byte[ChunkBytes];
        while (await image.ReadAsync(chunk, request.Aborted) is > 0 and var read)
        {
            await response.Body.WriteAsync(chunk.AsMemory(0, read), request.Aborted);
            request.SentBytes += read;
        }

        if (request.SentBytes != image.Length)
        {
            throw new EndOfStreamException("The image in the library was truncated while it was sent.");
        }

        await response.CompleteAsync();
    }

    public void Dispose() => turns.Dispose();

    private Stream Open(LibraryPath path)
    {
        if (library.StateOf(path) is null)
        {
            throw new CopyRefusedException(StatusCodes.Status404NotFound, "NotStored", "The library has no image of the drive.");
        }

        try
        {
            return library.OpenRead(path);
        }
        catch (SecondaryStoreException exception)
        {
            throw new CopyRefusedException(StatusCodes.Status503ServiceUnavailable, exception.Reason, "The library cannot be read; try again.");
        }
    }

    private async Task CheckAsync(Stream image, CopyPath wanted, CancellationToken cancellationToken)
    {
        if (image.Length > limits.ImageBytes)
        {
            throw new CopyRefusedException(
                StatusCodes.Status500InternalServerError, "TooLarge", $"The image is larger than the {limits.ImageBytes} bytes that a drive may have.");
        }

        if (await key.RevisionOfAsync(image, cancellationToken) != wanted.Revision)
        {
            throw new CopyRefusedException(
                StatusCodes.Status409Conflict, "OtherRevision", $"The library does not have revision {wanted.Revision} of ConfigDrive {wanted.Drive} now.");
        }

        image.Position = 0;
    }
}
