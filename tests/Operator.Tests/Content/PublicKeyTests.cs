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
    public void Key_WithOptions_KeepsThem(string options) => Assert.Equal([options + Keys.Ed25519], Resolve(options + Keys.Ed25519).Select(key => key.Line));

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

    private static IReadOnlyList<PublicKey> Resolve(string text) =>
        new Drive { Spec = "sshPublicKeys: [{secretKeyRef: {name: team, key: keys}}]" }.WithSecret("team", "keys", text).Content.PublicKeys;
}
