namespace ConfigDrive.Operator.CopyProgram;

/// <summary>An image that is being read from its source.</summary>
internal sealed class SourceImage(Stream content, long length, byte[] digestKey) : IAsyncDisposable
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    public long Length { get; } = length;

    /// <summary>Key of the digest that proves the copy.</summary>
    public ReadOnlyMemory<byte> DigestKey { get; } = digestKey;

    /// <summary>Reads the next bytes, at least one.</summary>
    /// <exception cref="TransientCopyException">The source broke off, or sent nothing for too long.</exception>
    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(LongestSilence);
        try
        {
            var read = await content.ReadAsync(buffer, timeout.Token);
            return read > 0 ? read : throw new TransientCopyException($"The image ended before its {Length} bytes had arrived.");
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new TransientCopyException($"The image broke off: {exception.Message}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransientCopyException($"The image broke off: nothing arrived for {LongestSilence.TotalSeconds} s.", exception);
        }
    }

    public ValueTask DisposeAsync() => content.DisposeAsync();
}
