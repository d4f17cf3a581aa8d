namespace ConfigDrive.Operator.Commands;

/// <summary>A length of time as Kubernetes' programs write it: a whole number with <c>s</c>, <c>m</c> or <c>h</c>.</summary>
internal sealed record Duration(TimeSpan Value)
{
    // A timer of .NET runs for 49 days at most.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1000);

    /// <summary>A duration above zero, up to 1000 hours; <c>null</c> when the text is not one.</summary>
    public static Duration? Parse(string text)
    {
        if (text.Length < 2 || !uint.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var seconds = number * (text[^1] switch { 's' => 1L, 'm' => 60, 'h' => 3600, _ => 0 });
        return seconds > 0 && seconds <= Longest.TotalSeconds ? new Duration(TimeSpan.FromSeconds(seconds)) : null;
    }

    /// <summary>The text that <see cref="Parse"/> reads, in the largest unit.</summary>
    public override string ToString()
    {
        var seconds = (long)Value.TotalSeconds;
        return seconds % 3600 == 0 ? $"{seconds / 3600}h" : seconds % 60 == 0 ? $"{seconds / 60}m" : $"{seconds}s";
    }
}
