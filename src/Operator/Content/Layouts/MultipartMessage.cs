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

    public static string Write(IReadOnlyList<string> texts)
    {
        var boundary = Boundary(texts);
        var message = new StringBuilder($"Content-Type: multipart/mixed; boundary=\"{boundary}\"\nMIME-Version: 1.0\n\n");
        foreach (var text in texts)
        {
            message.Append(CultureInfo.InvariantCulture, $"--{boundary}\n{PartOf(text)}\n");
        }

        return message.Append(CultureInfo.InvariantCulture, $"--{boundary}--\n").ToString();
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
            return $"Content-Type: text/x-not-multipart\n\n{text}";
        }

        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(text), Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n");
        return $"Content-Type: text/x-not-multipart\nContent-Transfer-Encoding: base64\n\n{base64}";
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
