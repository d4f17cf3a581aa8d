using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Importing;

/// <summary>A drive cannot be read, or is no config drive. The message says what is wrong and what to do; it has no text of a secret.</summary>
internal sealed class UnreadableDriveException(string message) : Exception(message);

/// <summary>A file of a drive whose bytes are read on demand.</summary>
/// <param name="Length">In bytes.</param>
/// <param name="Read">Copies them.</param>
internal readonly record struct SourceFile(long Length, Func<ReadOnlyMemory<byte>> Read);

/// <summary>
/// The files of somebody's drive by path, without a leading slash. Nothing that is on it is trusted: files are read on demand, and what is read in all is bounded,
/// since many names may lead to the same bytes.
/// </summary>
/// <param name="label">The volume label; <c>null</c> for a folder.</param>
/// <param name="files">With the comparer by which guests find the names: FAT and Joliet do not distinguish case.</param>
internal sealed class SourceDrive(string? label, IReadOnlyDictionary<string, SourceFile> files)
{
    private const long MostBytes = ContentLimits.ImageBytes;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, ReadOnlyMemory<byte>> known = new(StringComparer.Ordinal);
    private long read;

    public string? Label { get; } = label;

    /// <summary>In ordinal order.</summary>
    public IReadOnlyList<string> Paths { get; } = [.. files.Keys.Order(StringComparer.Ordinal)];

    public bool Has(string path) => files.ContainsKey(path);

    /// <summary>The files below a folder, by their path within it.</summary>
    public IEnumerable<string> Below(string folder) =>
        Paths.Where(path => path.StartsWith($"{folder}/", StringComparison.OrdinalIgnoreCase)).Select(path => path[(folder.Length + 1)..]);

    /// <summary>The bytes of a file; <c>null</c> when there is none.</summary>
    /// <exception cref="UnreadableDriveException">The file is larger than a source of a ConfigDrive may be, or all files together than a drive.</exception>
    public ReadOnlyMemory<byte>? Find(string path)
    {
        if (!files.TryGetValue(path, out var file))
        {
            return null;
        }

        if (known.TryGetValue(path, out var bytes))
        {
            return bytes;
        }

        if (file.Length > ContentLimits.SourceBytes)
        {
            throw new UnreadableDriveException(
                $"{path}: it has {file.Length} bytes, more than the {ContentLimits.SourceBytes} of a source: make it smaller, or remove it and let the guest fetch it");
        }

        read += file.Length;
        return read <= MostBytes
            ? known[path] = file.Read()
            : throw new UnreadableDriveException($"its files have more than {MostBytes} bytes together, which no config drive has");
    }

    /// <summary>The text of a file; <c>null</c> when there is none.</summary>
    /// <exception cref="UnreadableDriveException">As <see cref="Find"/>; also when it is not UTF-8.</exception>
    public string? FindText(string path)
    {
        if (Find(path) is not { } bytes)
        {
            return null;
        }

        try
        {
            return StrictUtf8.GetString(bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            throw new UnreadableDriveException($"{path}: it is not UTF-8 text");
        }
    }
}
