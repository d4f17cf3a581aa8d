namespace ConfigDrive.Operator.Storage.Primary;

/// <summary>How long a failed copy pod stands, so that its log can be read, before another takes its place: 2 s, doubling to 5 minutes.</summary>
internal static class CopyBackoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>The wait after the pod of that number.</summary>
    public static TimeSpan After(int attempt)
    {
        var wait = First * Math.Pow(2, Math.Clamp(attempt - 1, 0, 16));
        return wait < Longest ? wait : Longest;
    }
}
