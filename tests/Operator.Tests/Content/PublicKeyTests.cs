using System.Text;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Tests.Content;

/// <summary>The form is that of sshd(8), "AUTHORIZED_KEYS FILE FORMAT".</summary>
public sealed class PublicKeyTests
{
    [Fact]
    public void Keys_InOneText_BecomeOneEntryEach()
    {
        var keys = Resolve($"\n  # comment\n{Keys.Ed25519}\r\n\t{Keys.EcdsaWithoutComment}  \n\n{Keys.RsaWithSpacedComment}");

        Assert.Equal([Keys.Ed25519, Keys.EcdsaWithoutComment, Keys.RsaWithSpacedComment], keys.Select(key => key.Line));
    }

    [Fact]
    public void Keys_InSeveralSources_AreOneList_EachLineOnce()
    {
        var drive = new Drive { Spec = $"sshPublicKeys:\n- inline: {Keys.Ed25519}\n- secretKeyRef: {{name: team, key: keys}}" }
            .WithSecret("team", "keys", $"\uFEFF{Keys.RsaWithSpacedComment}\n{Keys.Ed25519}\n");

        Assert.Equal([Keys.Ed25519, Keys.RsaWithSpacedComment], drive.Content.PublicKeys.Select(key => key.Line));
    }

    [Fact]
    public void Name_IsThePlainComment_ElseNumbered()
    {
        var keys = Resolve($"{Keys.EcdsaWithoutComment} key-2\n{Keys.EcdsaWithoutComment}\n{Keys.RsaWithSpacedComment}\n{Keys.Ed25519}\nrestrict {Keys.Ed25519}");

        Assert.Equal(["key-2", "key", "key-3", "me@host", "me@host-2"], keys.Select(key => key.Name));
    }

    [Theory]
    [InlineData("restrict,pty ")]
    [InlineData("command=\"echo \\\"a b\\\" # c\",no-pty ")]
    [InlineData("from=\"10.0.0.0/8\"\t")]
    [InlineData("Restrict,X11-Forwarding,No-X11-Forwarding,agent-forwarding,no-agent-forwarding,port-forwarding,no-port-forwarding,user-rc,no-user-rc,no-pty ")]
    [InlineData("cert-authority,principals=\"alice,bob\" ")]
    [InlineData("no-touch-required,verify-required ")]
    [InlineData("environment=\"A=1\",environment=\"B=\" ")]
    [InlineData("expiry-time=\"20301231\",expiry-time=\"203012312359Z\" ")]
    [InlineData("permitopen=\"localhost:80\",permitopen=\"[2001:db8::1]:*\",permitlisten=\"8080\",permitlisten=\"*:*\" ")]
    [InlineData("tunnel=\"0\",tunnel=\"any\" ")]
    [InlineData("restrict,,pty, ")]
    [InlineData("permitlisten=\"[::]:http\",permitopen=\":80\",permitopen=\"localhost/80\" ")]
    [InlineData("command=\"\" ")]
    public void Key_WithOptions_KeepsThem(string options) => Assert.Equal([options + Keys.Ed25519], Resolve(options + Keys.Ed25519).Select(key => key.Line));

    [Theory]
    [InlineData("- ", "no option of sshd(8)")]
    [InlineData("* ", "no option of sshd(8)")]
    [InlineData("me@host: ", "no option of sshd(8)")]
    [InlineData("key=", "not an SSH public key")]
    [InlineData("\"restrict\" ", "no option of sshd(8)")]
    [InlineData("restricted ", "no option of sshd(8)")]
    [InlineData("no-restrict ", "no option of sshd(8)")]
    [InlineData("restrict;pty ", "no option of sshd(8)")]
    [InlineData("restrict pty ", "not an SSH public key")]
    [InlineData("\"\" ", "no option of sshd(8)")]
    [InlineData("restrict\u00a0", "not an SSH public key")]
    [InlineData("command=\"x\"pty ", "no option of sshd(8)")]
    [InlineData("command ", "no option of sshd(8)")]
    [InlineData("restrict=\"yes\" ", "no option of sshd(8)")]
    [InlineData("command=reboot ", "option command without double quotes")]
    [InlineData("command='reboot' ", "option command without double quotes")]
    [InlineData("command=\"a\",command=\"b\" ", "option command twice")]
    [InlineData("environment=\"A\" ", "option environment with a value")]
    [InlineData("expiry-time=\"2030\" ", "option expiry-time with a value")]
    [InlineData("expiry-time=\"20301331\" ", "option expiry-time with a value")]
    [InlineData("permitopen=\"80\" ", "option permitopen with a value")]
    [InlineData("permitopen=\"localhost:0\" ", "option permitopen with a value")]
    [InlineData("permitopen=\"localhost:65536\" ", "option permitopen with a value")]
    [InlineData("permitlisten=\"8o8o\" ", "option permitlisten with a value")]
    [InlineData("permitopen=\"a:b:80\" ", "option permitopen with a value")]
    [InlineData("principals=\"\" ", "option principals with a value")]
    [InlineData("tunnel=\"tun0\" ", "option tunnel with a value")]
    [InlineData("command=\"a\u0001b\" ", "control character")]
    public void Key_WithOptionsThatSshdRefuses_IsRefusedByItsLine(string options, string expected)
    {
        var refusal = Refused($"# the team\n{options}{Keys.Ed25519}");

        Assert.Equal("spec.sshPublicKeys[0]", refusal.Field);
        Assert.Contains("line 2 ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("restrict ")]
    [InlineData("- ")]
    public void Certificate_IsNamedAsWhatItIs(string before) => Assert.Contains(
        "line 1 is an OpenSSH certificate",
        Refused($"{before}{Keys.Certificate}").Message,
        StringComparison.Ordinal);

    /// <summary>Many keys without a comment: to name each took the square of their number.</summary>
    [Fact]
    public void Keys_OfTheGreatestNumber_AreNamed_AndOneMoreIsRefusedByItsSource()
    {
        var many = Drive(string.Join('\n', Enumerable.Range(1, ContentLimits.PublicKeys).Select(Distinct)));
        var drive = many with { Spec = $"sshPublicKeys: [{{secretKeyRef: {{name: team, key: keys}}}}, {{inline: \"# more\\n{Distinct(0)}\\n{Distinct(1)}\"}}]" };

        Assert.Equal($"key-{ContentLimits.PublicKeys}", many.Content.PublicKeys[^1].Name);
        Assert.Equal(ContentLimits.PublicKeys, many.Content.PublicKeys.Select(key => key.Name).Distinct().Count());
        Assert.Equal("spec.sshPublicKeys[1]", drive.Refusal().Field);
        Assert.Contains("line 2 is one too many: a drive has at most 1024 SSH keys", drive.Refusal().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_BeyondTheGreatestSize_AreRefused()
    {
        var half = new string('x', (ContentLimits.PublicKeyBytes / 2) - Keys.EcdsaWithoutComment.Length - 2);
        var drive = new Drive { Spec = "sshPublicKeys: [{secretKeyRef: {name: a, key: k}}, {secretKeyRef: {name: b, key: k}}]" }
            .WithSecret("a", "k", $"{Keys.EcdsaWithoutComment} a{half}");

        Assert.Equal(2, drive.WithSecret("b", "k", $"{Keys.EcdsaWithoutComment} b{half}").Content.PublicKeys.Count);
        Assert.Equal("spec.sshPublicKeys[1]", drive.WithSecret("b", "k", $"{Keys.EcdsaWithoutComment} bcd{half}").Refusal().Field);
    }

    [Fact]
    public void Name_OfAnUnnamedKey_IsOneThatNoCommentHasTaken()
    {
        const int Half = ContentLimits.PublicKeys / 2;
        var keys = Resolve(string.Join('\n', Enumerable.Range(2, Half).Select(number => $"{Distinct(number)} key-{number}").Concat(Enumerable.Range(2 + Half, Half).Select(Distinct))));

        Assert.Equal(["key", $"key-{Half + 2}", $"key-{Half + 3}"], keys.Skip(Half).Take(3).Select(key => key.Name));
    }

    [Theory]
    [InlineData("ssh-ed25519")]
    [InlineData("ssh-ed25519 not-base64 me@host")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me@host")]
    [InlineData("ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAILuZaMHr6HPnN2meTEDSu/wNHnWyQkr7vQBcJ6zNNlQc me@host")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILuZaMHr6HPnN2meTEDSu/wNHnWyQkr7vQBcJ6zN")]
    [InlineData("ssh-ed25519 AAAA")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----")]
    [InlineData("me@host AAAAC3NzaC1lZDI1NTE5AAAAILuZaMHr6HPnN2meTEDSu/wNHnWyQkr7vQBcJ6zNNlQc")]
    public void Line_ThatIsNoKey_IsRefusedByItsNumber_WithoutShowingIt(string line)
    {
        var drive = new Drive { Spec = "sshPublicKeys: [{secretKeyRef: {name: team, key: keys}}]" }.WithSecret("team", "keys", $"{Keys.Ed25519}\n# fine\n{line}\n");

        var refusal = drive.Refusal();

        Assert.Equal("spec.sshPublicKeys[0]", refusal.Field);
        Assert.Contains("line 3 ", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(line, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_None_LeaveNoTrace()
    {
        var tree = new Drive { Spec = "sshPublicKeys: [{inline: \"# nobody yet\"}]" }.Tree;

        Assert.Equal(SampleDrives.Minimal.Tree.Paths, tree.Paths);
        Assert.False(tree.MetaData.TryGetProperty("public_keys", out _));
        Assert.False(tree.MetaData.TryGetProperty("keys", out _));
    }

    private static string Distinct(int number)
    {
        byte[] blob = [0, 0, 0, 11, .. "ssh-ed25519"u8, 0, 0, 0, 32, .. Encoding.ASCII.GetBytes(number.ToString("D32"))];
        return $"ssh-ed25519 {Convert.ToBase64String(blob)}";
    }

    private static Drive Drive(string text) => new Drive { Spec = "sshPublicKeys: [{secretKeyRef: {name: team, key: keys}}]" }.WithSecret("team", "keys", text);

    private static InvalidContentException Refused(string text) => Drive(text).Refusal();

    private static IReadOnlyList<PublicKey> Resolve(string text) => Drive(text).Content.PublicKeys;
}
