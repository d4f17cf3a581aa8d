using System.Text;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content;

/// <summary>
/// The data of the Secrets and ConfigMaps that a ConfigDrive names. Holds secrets: it has no text form.
/// </summary>
/// <param name="objects">
/// By object, then by key: a Secret's <c>data</c>, decoded; a ConfigMap's <c>data</c> as UTF-8 together with its <c>binaryData</c>, decoded.
/// An object that does not exist is absent.
/// </param>
public sealed class SourceContents(IReadOnlyDictionary<SourceObject, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> objects)
{
    /// <summary>The bytes of <paramref name="source"/>, or <c>null</c> when it is optional and its object or key is missing.</summary>
    /// <param name="source">The source.</param>
    /// <param name="field">Path of the source in the ConfigDrive, for messages, for example <c>spec.userData</c>.</param>
    /// <exception cref="MissingSourceException">The object or its key is missing, and not optional.</exception>
    /// <exception cref="InvalidContentException">The source names nothing, or its base64 is not valid.</exception>
    public ReadOnlyMemory<byte>? Read(Source source, string field)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source switch
        {
            { Inline: { } text } => Encoding.UTF8.GetBytes(text),
            { Base64: { } text } => Decode(text, $"{field}.base64"),
            { SecretKeyRef: { } selector } => Read(SourceKind.Secret, selector, $"{field}.secretKeyRef"),
            { ConfigMapKeyRef: { } selector } => Read(SourceKind.ConfigMap, selector, $"{field}.configMapKeyRef"),
            _ => throw new InvalidContentException(field, "names nothing: give one of inline, base64, secretKeyRef and configMapKeyRef"),
        };
    }

    /// <summary>The bytes under a key of an object, or <c>null</c> when the selector is optional and the object or key is missing.</summary>
    /// <param name="kind">Kind of the object.</param>
    /// <param name="selector">Name and key.</param>
    /// <param name="field">Path of the selector in the ConfigDrive, for messages, for example <c>spec.password.secretKeyRef</c>.</param>
    /// <exception cref="MissingSourceException">The object or its key is missing, and not optional.</exception>
    public ReadOnlyMemory<byte>? Read(SourceKind kind, KeySelector selector, string field)
    {
        ArgumentNullException.ThrowIfNull(selector);
        var source = new SourceObject(kind, selector.Name);
        if (objects.TryGetValue(source, out var data) && data.TryGetValue(selector.Key, out var bytes))
        {
            return bytes;
        }

        return selector.Optional ? null : throw new MissingSourceException(field, source, selector.Key, data is not null);
    }

    private static byte[] Decode(string text, string field)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw new InvalidContentException(field, "is not base64 (RFC 4648, section 4): encode the bytes anew, for example with base64 -w0");
        }
    }
}
