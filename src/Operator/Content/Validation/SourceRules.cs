using System.Buffers.Text;
using System.Text;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content.Validation;

/// <summary>Rules for where bytes come from.</summary>
internal static class SourceRules
{
    private static readonly string TooLarge = $"is more than {ContentLimits.SourceBytes} bytes: shorten it, or let the guest fetch it";

    /// <summary>Rules for a source that may be absent.</summary>
    public static IEnumerable<FieldError> Check(Source? source, string field)
    {
        if (source is null)
        {
            return [];
        }

        var given = new object?[] { source.Inline, source.Base64, source.SecretKeyRef, source.ConfigMapKeyRef }.Count(each => each is not null);
        return
        [
            .. given == 1 ? [] : new[] { new FieldError(field, "exactly one of inline, base64, secretKeyRef and configMapKeyRef must be given") },
            .. Inline(source.Inline, $"{field}.inline"),
            .. Base64Text(source.Base64, $"{field}.base64"),
            .. Check(source.SecretKeyRef, $"{field}.secretKeyRef"),
            .. Check(source.ConfigMapKeyRef, $"{field}.configMapKeyRef"),
        ];
    }

    /// <summary>Rules for a selector that may be absent.</summary>
    public static IEnumerable<FieldError> Check(KeySelector? selector, string field) => selector is null
        ? []
        : [.. FieldRules.Length(selector.Name, $"{field}.name", 1, 253), .. FieldRules.Length(selector.Key, $"{field}.key", 1, 253)];

    private static IEnumerable<FieldError> Inline(string? text, string field)
    {
        if (text is not null && Encoding.UTF8.GetByteCount(text) > ContentLimits.SourceBytes)
        {
            yield return new FieldError(field, TooLarge);
        }
    }

    private static IEnumerable<FieldError> Base64Text(string? text, string field)
    {
        if (text is null)
        {
            yield break;
        }

        if (!Base64.IsValid(text.AsSpan(), out var length))
        {
            yield return new FieldError(field, "is not base64 (RFC 4648, section 4): encode the bytes anew, for example with base64 -w0");
        }
        else if (length > ContentLimits.SourceBytes)
        {
            yield return new FieldError(field, TooLarge);
        }
    }
}
