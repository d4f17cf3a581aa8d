using System.Buffers.Text;

namespace ConfigDrive.Operator.Content;

internal enum SourceKind
{
    Secret,
    ConfigMap,
}

/// <summary>A Secret or ConfigMap that a ConfigDrive names; it is in the ConfigDrive's own namespace.</summary>
internal readonly record struct SourceObject(SourceKind Kind, string Name);

/// <summary>A Secret or ConfigMap that the content needs is not there yet, or lacks a key. Its creation triggers a retry.</summary>
internal sealed class MissingSourceException(string field, SourceObject source, string key, bool objectExists) : Exception(
    objectExists
        ? $"{source.Kind} \"{source.Name}\" has no key \"{key}\" ({field}): add the key, or correct the reference"
        : $"{source.Kind} \"{source.Name}\" does not exist ({field}): create it with the key \"{key}\", or correct the reference")
{
    public SourceObject SourceObject { get; } = source;

    /// <summary>Whether the object exists, and lacks the key.</summary>
    public bool ObjectExists { get; } = objectExists;
}

/// <summary>The data of the Secrets and ConfigMaps that a ConfigDrive names. Contains secrets: it has no text form.</summary>
/// <param name="objects">
/// By object, then by key: a Secret's <c>data</c>, decoded; a ConfigMap's <c>data</c> as UTF-8 together with its <c>binaryData</c>,
/// decoded. An object that does not exist is absent.
/// </param>
internal sealed class SourceContents(IReadOnlyDictionary<SourceObject, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> objects)
{
    public const string NotBase64 = "is not base64 (RFC 4648, section 4): encode the bytes again, for example with base64 -w0";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes of a valid source, or <c>null</c> when it is optional and its object or key is missing. <c>field</c> is its path, for messages.</summary>
    /// <exception cref="MissingSourceException">The object or its key is missing, and not optional.</exception>
    /// <exception cref="InvalidContentException">The source names nothing, its base64 is not valid, or it is larger than 1 MiB.</exception>
    public ReadOnlyMemory<byte>? Read(Source source, string field) => source switch
    {
        { Inline: { } text } => Limit(Encoding.UTF8.GetBytes(text), $"{field}.inline"),
        { Base64: { } text } => Limit(Decode(text, $"{field}.base64"), $"{field}.base64"),
        { SecretKeyRef: { } selector } => Read(SourceKind.Secret, selector, $"{field}.secretKeyRef"),
        { ConfigMapKeyRef: { } selector } => Read(SourceKind.ConfigMap, selector, $"{field}.configMapKeyRef"),
        _ => throw new InvalidContentException(field, "names nothing: say where the bytes come from"),
    };

    /// <inheritdoc cref="Read(Source, string)"/>
    public ReadOnlyMemory<byte>? Read(SourceKind kind, KeySelector selector, string field)
    {
        var source = new SourceObject(kind, selector.Name);
        if (objects.TryGetValue(source, out var data) && data.TryGetValue(selector.Key, out var bytes))
        {
            return Limit(bytes, field);
        }

        return selector.Optional ? null : throw new MissingSourceException(field, source, selector.Key, data is not null);
    }

    /// <summary>As <see cref="Read(Source, string)"/>, as text without a byte order mark, which no guest understands.</summary>
    public string? ReadText(Source source, string field) => Read(source, field) is { } bytes ? Text(bytes, field) : null;

    public string? ReadText(SourceKind kind, KeySelector selector, string field) => Read(kind, selector, field) is { } bytes ? Text(bytes, field) : null;

    private static string Text(ReadOnlyMemory<byte> bytes, string field)
    {
        var text = bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes.Span[Encoding.UTF8.Preamble.Length..] : bytes.Span;
        try
        {
            return StrictUtf8.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidContentException(field, "is not UTF-8 text: convert it, for example with iconv -t UTF-8");
        }
    }

    private static byte[] Decode(string text, string field) =>
        Base64.IsValid(text) ? Convert.FromBase64String(text) : throw new InvalidContentException(field, NotBase64);

    private static ReadOnlyMemory<byte> Limit(ReadOnlyMemory<byte> bytes, string field) => bytes.Length <= ContentLimits.SourceBytes
        ? bytes
        : throw new InvalidContentException(
            field, $"is {bytes.Length} bytes, more than the {ContentLimits.SourceBytes} that are allowed: shorten it, or let the guest fetch it");
}
