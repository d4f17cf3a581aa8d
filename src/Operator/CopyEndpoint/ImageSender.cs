using System.Threading.RateLimiting;
using ConfigDrive.Kubernetes.Serving;
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

    private readonly ConcurrencyLimiter checks = new(new ConcurrencyLimiterOptions { PermitLimit = limits.Checks, QueueLimit = limits.WaitingChecks });
    private readonly Shares<string> all = new(limits.Transfers);
    private readonly Shares<string> namespaces = new(limits.TransfersPerNamespace);
    private readonly Shares<string> pods = new(limits.TransfersPerPod);

    /// <summary>Sends an image to the pod of an admitted request.</summary>
    /// <exception cref="CopyRefusedException">It is not there, or not the revision wanted, or too many are being sent; nothing was sent.</exception>
    /// <exception cref="IOException">The library failed while the image was on its way.</exception>
    public async Task SendAsync(CopyRequest request, GrantedImage granted)
    {
        using var ofPod = pods.TryTake(request.Pod!.Uid) ?? throw Busy();
        using var ofNamespace = namespaces.TryTake(request.Pod.Name.Namespace) ?? throw Busy();
        using var ofAll = all.TryTake("") ?? throw Busy();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted);
        end.CancelAfter(limits.TransferTime);
        await using var image = await CheckAsync(request, granted, end.Token);
        await SendAsync(request, image, end.Token);
    }

    public void Dispose() => checks.Dispose();

    private static CopyRefusedException Busy() =>
        new(StatusCodes.Status503ServiceUnavailable, "Busy", "Too many copies are in progress; try again.");

    /// <summary>Opens the image and checks it, when its turn comes: that costs processor time.</summary>
    private async Task<Stream> CheckAsync(CopyRequest request, GrantedImage granted, CancellationToken cancellationToken)
    {
        using var turn = await checks.AcquireAsync(permitCount: 1, cancellationToken);
        if (!turn.IsAcquired)
        {
            throw Busy();
        }

        var image = Open(granted.Path);
        try
        {
            await CheckAsync(image, request.Wanted!, granted.Digest, cancellationToken);
            return image;
        }
        catch
        {
            await image.DisposeAsync();
            throw;
        }
    }

    private async Task SendAsync(CopyRequest request, Stream image, CancellationToken cancellationToken)
    {
        var response = request.Context.Response;
        response.ContentType = "application/octet-stream";
        response.ContentLength = image.Length;
        response.Headers[CopyProtocol.DigestKeyHeader] = Convert.ToBase64String(key.CopyKeyFor(request.Pod!.Uid, request.Wanted!.Revision));
        var chunk = new byte[ChunkBytes];
        while (await image.ReadAsync(chunk, cancellationToken) is > 0 and var read)
        {
            await response.Body.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
            request.SentBytes += read;
        }

        if (request.SentBytes != image.Length)
        {
            throw new EndOfStreamException("The image in the library was truncated while it was sent.");
        }

        await response.CompleteAsync();
    }

    private Stream Open(LibraryPath path)
    {
        try
        {
            return library.StateOf(path) is null
                ? throw new CopyRefusedException(StatusCodes.Status404NotFound, "NotStored", "The library has no image of the drive.")
                : library.OpenRead(path);
        }
        catch (SecondaryStoreException exception)
        {
            throw new CopyRefusedException(StatusCodes.Status503ServiceUnavailable, exception.Reason, "The library cannot be read; try again.");
        }
    }

    private async Task CheckAsync(Stream image, CopyPath wanted, string digest, CancellationToken cancellationToken)
    {
        if (image.Length > limits.ImageBytes)
        {
            throw new CopyRefusedException(
                StatusCodes.Status500InternalServerError, "TooLarge", $"The image is larger than the {limits.ImageBytes} bytes that a drive may have.");
        }

        if (await key.DigestOfAsync(image, wanted.Revision, cancellationToken) != digest)
        {
            throw new CopyRefusedException(
                StatusCodes.Status409Conflict, "OtherRevision", $"The library does not have revision {wanted.Revision} of ConfigDrive {wanted.Drive} now.");
        }

        image.Position = 0;
    }
}
