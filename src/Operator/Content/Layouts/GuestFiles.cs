namespace ConfigDrive.Operator.Content.Layouts;

/// <summary>
/// The tree <c>configdrive/</c>, which the script <c>configdrive-guest</c> reads, and the script itself. Other readers of config drives ignore it.
/// </summary>
internal static class GuestFiles
{
    private const string Tree = "configdrive";
    private const string WellKnownLabels = "config-2|CONFIG-2|cidata|CIDATA";

    private static readonly ReadOnlyMemory<byte> Script = WithoutComments(Resource("configdrive-guest"));
    private static readonly ReadOnlyMemory<byte> Unit = Resource("configdrive@.service");
    private static readonly ReadOnlyMemory<byte> Rule = Resource("90-configdrive.rules");

    public const string ScriptPath = $"{Tree}/configdrive-guest";

    /// <summary>None for a guest that is not Linux.</summary>
    public static IEnumerable<DriveFile> Files(DriveContent content) => content.GuestOS is not GuestOS.Linux ? [] : DriveFile.Present(
        ($"{Tree}/password", content.Password is { } password ? Encoding.UTF8.GetBytes(Fields(password)) : DriveFile.Absent),
        ($"{Tree}/authorized_keys", content.PublicKeys.Count > 0 ? content.AuthorizedKeys : DriveFile.Absent),
        (ScriptPath, content.GuestHook is GuestHook.None ? DriveFile.Absent : Script),
        ($"{Tree}/configdrive@.service", content.GuestHook is GuestHook.Live ? Unit : DriveFile.Absent),
        ($"{Tree}/90-configdrive.rules", content.GuestHook is GuestHook.Live ? RuleFor(content.VolumeLabel) : DriveFile.Absent));

    // A password is one line: GuestPassword refuses control characters.
    private static string Fields(GuestPassword password) =>
        $"id={password.Id}\nuser={password.User}\n{(password.IsHash ? "hash" : "password")}={password.Text}\n";

    private static ReadOnlyMemory<byte> RuleFor(string label) => WellKnownLabels.Split('|').Contains(label, StringComparer.Ordinal)
        ? Rule
        : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Rule.Span).Replace(WellKnownLabels, label, StringComparison.Ordinal));

    // A third of the script is its manual, for those who prepare images. The first two lines stay: the interpreter and the licence.
    private static ReadOnlyMemory<byte> WithoutComments(ReadOnlyMemory<byte> script) => Encoding.UTF8.GetBytes(string.Join(
        '\n', Encoding.UTF8.GetString(script.Span).Split('\n').Where((line, index) => index < 2 || !line.StartsWith('#'))));

    private static ReadOnlyMemory<byte> Resource(string name)
    {
        using var stream = typeof(GuestFiles).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
