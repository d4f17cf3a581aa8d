namespace ConfigDrive.Operator.Content.Layouts;

/// <summary>
/// Several texts in one: a MIME message (RFC 2046, section 5.1.3), which cloud-init processes like a list of the texts (cloudinit/user_data.py,
/// <c>_process_msg</c>). A <c>#cloud-config-archive</c> would work for some of them only: cloud-init does not process its items again
/// (<c>_explode_archive</c>), so MIME, <c>#include</c> and archives within it would be ignored.
/// </summary>
internal static class MultipartMessage
{
    // Where cloud-init looks for the header that makes a text a MIME message (cloudinit/user_data.py, convert_string).
    private const int HeaderSearchBytes = 4096;

    private const string Start = "Content-Type: multipart/mixed; boundary=\"";
    private const string PlainHeader = "Content-Type: text/x-not-multipart\n\n";
    private const string Base64Header = "Content-Type: text/x-not-multipart\nContent-Transfer-Encoding: base64\n\n";

    public static string Write(IReadOnlyList<string> texts)
    {
        var boundary = Boundary(texts);
        var message = new StringBuilder($"{Start}{boundary}\"\nMIME-Version: 1.0\n\n");
        foreach (var text in texts)
        {
            message.Append(CultureInfo.InvariantCulture, $"--{boundary}\n{PartOf(text)}\n");
        }

        return message.Append(CultureInfo.InvariantCulture, $"--{boundary}--\n").ToString();
    }

    /// <summary>The texts of a message that <see cref="Write"/> made, to the byte; <c>null</c> for any other.</summary>
    public static IReadOnlyList<string>? Parts(string message)
    {
        if (!message.StartsWith(Start, StringComparison.Ordinal) || message.IndexOf('"', Start.Length) is not (> 0 and var end))
        {
            return null;
        }

        var separator = $"\n--{message[Start.Length..end]}";
        var parts = message.Split(separator);
        IReadOnlyList<string> texts = [.. parts.Skip(1).SkipLast(1).Select(TextOf)];
        return texts.Count > 1 && Write(texts) == message ? texts : null;
    }

    /// <summary>Whether a text is a MIME message to cloud-init, whatever its first line says.</summary>
    public static bool IsMessage(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var start = Encoding.Latin1.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, HeaderSearchBytes)));
        return start.Contains("mime-version:", StringComparison.OrdinalIgnoreCase);
    }

    // A MIME message is a part as it is. cloud-init itself gives this type to any other text, and then looks at its first line. Python decodes a part
    // to the byte when it is ASCII without carriage returns, or base64; not when it is UTF-8 (email/message.py, get_payload).
    private static string PartOf(string text)
    {
        if (IsMessage(text))
        {
            return text;
        }

        if (Ascii.IsValid(text) && !text.Contains('\r', StringComparison.Ordinal))
        {
            return PlainHeader + text;
        }

        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(text), Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n");
        return Base64Header + base64;
    }

    private static string TextOf(string part)
    {
        var text = part.Length > 0 ? part[1..] : ""; // after the end of its first line
        if (text.StartsWith(Base64Header, StringComparison.Ordinal))
        {
            var bytes = new byte[text.Length];
            return Convert.TryFromBase64String(text[Base64Header.Length..], bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : text;
        }

        return text.StartsWith(PlainHeader, StringComparison.Ordinal) ? text[PlainHeader.Length..] : text;
    }

    // A line that starts like the boundary ends a part, wherever it is.
    private static string Boundary(IReadOnlyList<string> texts)
    {
        var boundary = "=part=";
        for (var number = 2; texts.Any(text => text.Contains($"--{boundary}", StringComparison.Ordinal)); number++)
        {
            boundary = $"=part-{number}=";
        }

        return boundary;
    }
}
