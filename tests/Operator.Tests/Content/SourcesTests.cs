using System.Text;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Tests.Content;

/// <summary>Where bytes come from, and what is said when they are not there.</summary>
public sealed class SourcesTests
{
    [Fact]
    public void UserData_InEveryKindOfSource_GoesOnTheDriveUntouched()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        Drive[] drives =
        [
            new() { Spec = $"userData: {{base64: {Convert.ToBase64String(all)}}}" },
            new Drive { Spec = "userData: {secretKeyRef: {name: s, key: k}}" }.WithSource(SourceKind.Secret, "s", "k", all),
            new Drive { Spec = "userData: {configMapKeyRef: {name: c, key: k}}" }.WithSource(SourceKind.ConfigMap, "c", "k", all),
        ];

        Assert.All(drives, drive => Assert.Equal(all, drive.Tree.Bytes("openstack/latest/user_data")));
    }

    [Fact]
    public void UserData_WithByteOrderMarkAndCarriageReturns_IsUntouchedToo()
    {
        var tree = new Drive { Spec = "userData: {inline: \"\\uFEFF#!ps1\\r\\n\"}" }.Tree;

        Assert.Equal("\uFEFF#!ps1\r\n"u8, tree.Bytes("openstack/latest/user_data"));
        Assert.Same(tree.Content("openstack/latest/user_data"), tree.Content("cloudstack/userdata/user_data.txt"));
    }

    [Fact]
    public void UserData_Empty_MakesNoFile()
    {
        var tree = new Drive { Spec = "userData: {inline: \"\"}" }.Tree;

        Assert.DoesNotContain(tree.Paths, path => path.Contains("user_data", StringComparison.Ordinal));
    }

    [Fact]
    public void Source_WhoseObjectIsMissing_SaysWhichAndWhere()
    {
        var missing = Assert.Throws<MissingSourceException>(() => new Drive { Spec = "userData: {secretKeyRef: {name: web-1-userdata, key: userdata}}" }.Content);

        Assert.Equal(new SourceObject(SourceKind.Secret, "web-1-userdata"), missing.SourceObject);
        Assert.StartsWith("Secret \"web-1-userdata\" does not exist (spec.userData.secretKeyRef)", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Source_WhoseKeyIsMissing_SaysWhichAndWhere()
    {
        var drive = new Drive { Spec = "files: [{path: /a, content: {configMapKeyRef: {name: files, key: a}}}]" }
            .WithSource(SourceKind.ConfigMap, "files", "b", [1]);

        var missing = Assert.Throws<MissingSourceException>(() => drive.Content);

        Assert.StartsWith("ConfigMap \"files\" has no key \"a\" (spec.files[0].content.configMapKeyRef)", missing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("userData: {secretKeyRef: {name: s, key: k, optional: true}}")]
    [InlineData("vendorData: {configMapKeyRef: {name: s, key: k, optional: true}}")]
    [InlineData("networkData: {configMapKeyRef: {name: s, key: k, optional: true}}")]
    [InlineData("sshPublicKeys: [{secretKeyRef: {name: s, key: k, optional: true}}]")]
    [InlineData("files: [{path: /a, content: {secretKeyRef: {name: s, key: k, optional: true}}}]")]
    [InlineData("password: {secretKeyRef: {name: s, key: k, optional: true}}")]
    public void Source_OptionalAndMissing_IsAsIfNotGiven(string spec)
    {
        var tree = new Drive { Spec = spec, PasswordDue = true }.Tree;

        Assert.Equal(SampleDrives.Minimal.Tree.Paths, tree.Paths);
        Assert.Equal(SampleDrives.Minimal.Tree.Text("openstack/latest/meta_data.json"), tree.Text("openstack/latest/meta_data.json"));
    }

    [Fact]
    public void Secret_WithMoreThanOneMebibyte_IsRefused()
    {
        var drive = new Drive { Spec = "userData: {secretKeyRef: {name: s, key: k}}" };

        Assert.Equal(1024 * 1024, drive.WithSource(SourceKind.Secret, "s", "k", new byte[1024 * 1024]).Content.UserData?.Length);
        var refusal = drive.WithSource(SourceKind.Secret, "s", "k", new byte[(1024 * 1024) + 1]).Refusal();
        Assert.Equal("spec.userData.secretKeyRef", refusal.Field);
        Assert.Contains("1048577", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vendorData")]
    [InlineData("vendorData2")]
    [InlineData("networkData")]
    public void Text_ThatIsNotUtf8_IsRefused(string field)
    {
        var drive = new Drive { Spec = $"{field}: {{secretKeyRef: {{name: s, key: k}}}}" }.WithSource(SourceKind.Secret, "s", "k", Encoding.Unicode.GetBytes("{}"));

        Assert.Equal($"spec.{field}", drive.WithSource(SourceKind.Secret, "s", "k", [0xff, 0xfe, 0x7b, 0x00]).Refusal().Field);
    }

    [Fact]
    public void VendorData_WithByteOrderMark_LosesIt()
    {
        var tree = new Drive { Spec = "guestHook: None\nvendorData: {inline: \"\\uFEFF#cloud-config\\n\"}" }.Tree;

        Assert.Equal("{\"cloud-init\":\"#cloud-config\\n\"}", tree.Text("openstack/latest/vendor_data.json"));
    }

    [Fact]
    public void VendorData_Blank_MakesNoFile() =>
        Assert.False(new Drive { Spec = "guestHook: None\nvendorData: {inline: \" \\n\"}" }.Tree.Has("openstack/latest/vendor_data.json"));

    [Fact]
    public void VendorData2_Asked_IsAFileOfItsOwn()
    {
        var tree = new Drive { Spec = "guestHook: None\nvendorData2: {inline: \"#cloud-config\\n\"}" }.Tree;

        Assert.Equal("{\"cloud-init\":\"#cloud-config\\n\"}", tree.Text("openstack/latest/vendor_data2.json"));
        Assert.False(tree.Has("openstack/latest/vendor_data.json"));
    }
}
