using System.Text;

namespace ConfigDrive.Operator.Tests.Content;

public sealed class PasswordTests
{
    [Fact]
    public void Password_Due_IsInCloudStacksFileAndInVendorData_ButNotInMetadata()
    {
        var tree = new Drive().WithPassword("s3cret!").Tree;

        Assert.Equal("s3cret!", tree.Text("cloudstack/password/vm_password.txt"));
        Assert.Equal("#cloud-config\npassword: \"s3cret!\"\nchpasswd:\n  expire: false\n", tree.Json("openstack/latest/vendor_data.json").GetProperty("cloud-init")[0].GetString());
        Assert.DoesNotContain("s3cret!", tree.Text("openstack/latest/meta_data.json"), StringComparison.Ordinal);
        Assert.DoesNotContain(tree.Paths, path => path.Contains("md5", StringComparison.Ordinal));
    }

    /// <summary>The checksum is that of <c>printf %s 's3cret!' | md5sum</c>.</summary>
    [Fact]
    public void Password_DueForWindows_IsAdminPassAndInCloudStacksThreeFiles()
    {
        var tree = new Drive().WithPassword("s3cret!", "Windows").Tree;

        Assert.Equal("s3cret!", tree.MetaData.GetProperty("admin_pass").GetString());
        Assert.Equal("s3cret!", tree.Text("cloudstack/password/vm_password.txt"));
        Assert.Equal("ca6c5d8960b5f761e1676d26b282889c", tree.Text("cloudstack/password/vm-password-md5checksum.txt"));
        Assert.Same(tree.Content("cloudstack/password/vm-password-md5checksum.txt"), tree.Content("cloudstack/password/vm_password_md5checksum.txt"));
        Assert.False(tree.Has("openstack/latest/vendor_data.json"));
    }

    [Fact]
    public void Password_NotDue_LeavesNoTrace_AndItsSecretNeedNotExist()
    {
        var tree = new Drive { Spec = "password: {secretKeyRef: {name: gone, key: password}}" }.Tree;

        Assert.Equal(SampleDrives.Minimal.Tree.Paths, tree.Paths);
    }

    [Fact]
    public void Password_BesideVendorData_FollowsIt()
    {
        var parts = new Drive { Spec = "guestHook: None\nvendorData: {inline: \"#cloud-config\\ntimezone: UTC\\n\"}" }.WithPassword("ours").Tree
            .Json("openstack/latest/vendor_data.json").GetProperty("cloud-init");

        Assert.Equal(["#cloud-config\ntimezone: UTC\n", "#cloud-config\npassword: \"ours\"\nchpasswd:\n  expire: false\n"], parts.EnumerateArray().Select(part => part.GetString()));
    }

    [Theory]
    [InlineData("word\n")]
    [InlineData("word\r\n")]
    [InlineData("\uFEFFword")]
    public void Password_WithWhatEditorsLeave_LosesIt(string text) => Assert.Equal("word", new Drive().WithPassword(text).Content.Password!.Text);

    [Fact]
    public void Password_WithSpacesAround_KeepsThem() => Assert.Equal(" pass word ", new Drive().WithPassword(" pass word ").Content.Password!.Text);

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("  ")]
    [InlineData("two\nlines")]
    [InlineData("tab\tbed")]
    [InlineData("nul\0")]
    [InlineData("next\u0085line")]
    [InlineData("saved_password")]
    [InlineData("RANDOM")]
    [InlineData("R")]
    [InlineData("$1$salt$hash")]
    [InlineData("$2a$12$hash")]
    [InlineData("$2b$12$abcdefghijklmnopqrstuuKkWfiKcwKy3eq2cyn8TQX1Ve4bLKBuG")]
    [InlineData("$2x$12$hash")]
    [InlineData("$2y$12$hash")]
    [InlineData("$3$$8846f7eaee8fb117ad06bdd830b7586c")]
    [InlineData("$5$salt$hash")]
    [InlineData("$6$salt$hash")]
    [InlineData("$6$rounds=5000$salt$hash\n")]
    [InlineData("$7$CU..../....salt$hash")]
    [InlineData("$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7")]
    [InlineData("$gy$j9T$abc$defghijklmnopqrstuvwxyz0123456789ABCDEFGHIJ")]
    [InlineData("$sha1$40000$salt$hash")]
    [InlineData("$md5$salt$hash")]
    [InlineData("$md5$salt$$hash")]
    [InlineData("$md5,rounds=5000$salt$hash")]
    public void Password_ThatGuestsCannotTake_IsRefused_WithoutShowingIt(string text)
    {
        var refusal = new Drive().WithPassword(text).Refusal();

        Assert.Equal("spec.password.secretKeyRef", refusal.Field);
        Assert.True(text.Trim().Length < 2 || !refusal.Message.Contains(text.Trim(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("$6$alone")]
    [InlineData("$money$for$all")]
    [InlineData("6$salt$hash")]
    [InlineData("$2$off$today")]
    public void Password_ThatOnlyStartsAsAHashDoes_IsTaken(string text) => Assert.Equal(text, new Drive().WithPassword(text).Content.Password!.Text);

    [Fact]
    public void Password_ThatIsAHash_IsRefusedWithTheWayToSetIt() =>
        Assert.Contains("spec.password.hashed: true", new Drive().WithPassword("$6$salt$hash").Refusal().Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("$6$salt$hash\n", "$6$salt$hash")]
    [InlineData("$y$j9T$salt$hash/.", "$y$j9T$salt$hash/.")]
    public void Password_SaidToBeAHash_IsTakenAsOne_AndIsInNoFileForClearText(string text, string hash)
    {
        var drive = Hashed(text);

        Assert.Equal((hash, true), (drive.Content.Password!.Text, drive.Content.Password.IsHash));
        Assert.False(drive.Tree.Has("cloudstack/password/vm_password.txt"));
        Assert.DoesNotContain(hash, drive.Tree.Text("openstack/latest/meta_data.json"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("clear")]
    [InlineData("$6$alone")]
    [InlineData("$9$salt$hash")]
    [InlineData("$6$salt$ha:sh")]
    [InlineData("$6$salt$ha sh")]
    [InlineData("$6$salt$hash\n\n")]
    [InlineData("$6$salt$häsh")]
    [InlineData("abJnggxhB/yWI")]
    public void Password_SaidToBeAHash_ThatIsNone_IsRefused_WithoutShowingIt(string text)
    {
        var refusal = Hashed(text).Refusal();

        Assert.Equal("spec.password.secretKeyRef", refusal.Field);
        Assert.True(text.Length == 0 || !refusal.Message.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void Password_WithWideCharacters_IsUtf8InEveryFile()
    {
        var tree = new Drive().WithPassword("pässwörd🐎", "Windows").Tree;

        Assert.Equal(Encoding.UTF8.GetBytes("pässwörd🐎"), tree.Bytes("cloudstack/password/vm_password.txt"));
        Assert.Equal("74d7f227bda08e31abad11e069543c26", tree.Text("cloudstack/password/vm-password-md5checksum.txt"));
    }

    private static Drive Hashed(string text) => new Drive
    {
        Spec = "password: {secretKeyRef: {name: web-1-password, key: password}, hashed: true}",
        PasswordDue = true,
    }.WithSecret("web-1-password", "password", text);
}
