using System.Text;
using ConfigDrive.Operator.Content;
using FsCheck;
using FsCheck.Fluent;

namespace ConfigDrive.Operator.Tests.Content;

public sealed class CloudConfigTests
{
    private static readonly string[] Fragments =
    [
        "#cloud-config\n", "users:", "chpasswd:", "vendor_data:", " enabled: ", "false", "\n", "- ", "  ", "{", "}", "[", "]", ",", ": ", "&a ", "*a", "<<", "!!bool ", "!<bad uri> ", "!",
        "%YAML 99999999999.1\n", "%TAG ! x\n", "---\n", "...\n", "\"\\UFFFFFFFF\"", "\"\\xZ\"", "'", "|", ">", "? ", "\t", "\0", "\uFEFF", "\uD800", "é", "list", "default", "password",
    ];

    [Theory]
    [InlineData("vendor_data: {enabled: false}")]
    [InlineData("vendor_data: {enabled: No}")]
    [InlineData("vendor_data: {enabled: \"off\"}")]
    [InlineData("vendor_data: {enabled: 0}")]
    [InlineData("vendor_data: {enabled: }")]
    [InlineData("vendor_data: {enabled: perhaps}")]
    [InlineData("vendor_data: {enabled: [true]}")]
    [InlineData("vendor_data: {enabled: true, enabled: false}")]
    [InlineData("vendor_data:")]
    [InlineData("vendor_data: false")]
    [InlineData("vendor_data: [a]")]
    [InlineData("vendor_data: {disabled_handlers: [text/x-other, text/cloud-boothook]}")]
    [InlineData("vendor_data: {enabled: true, disabled_handlers: text/x-shellscript}")]
    [InlineData("packages: [{a: [b]}, c]\n? [complex]\n: x\n'vendor_data':\n  prefix: [nice]\n  enabled: FALSE")]
    public void VendorData_ThatIsDisabled_IsSeen(string text) => Assert.True(Read(text).DisablesVendorData);

    [Theory]
    [InlineData("packages: [nginx]")]
    [InlineData("vendor_data: {}")]
    [InlineData("vendor_data: {prefix: [false]}")]
    [InlineData("vendor_data: {enabled: \" TRUE \"}")]
    [InlineData("vendor_data: {enabled: yes}")]
    [InlineData("vendor_data: {enabled: On}")]
    [InlineData("vendor_data: {enabled: 1}")]
    [InlineData("vendor_data: {enabled: false, enabled: true}")]
    [InlineData("vendor_data: {disabled_handlers: [text/x-other]}")]
    [InlineData("a: &off {enabled: false}\nvendor_data: *off")]
    [InlineData("vendor_data2: {enabled: false}")]
    [InlineData("nested: {vendor_data: {enabled: false}}")]
    public void VendorData_ThatIsEnabledOrNotKnown_IsNotCalledDisabled(string text) => Assert.False(Read(text).DisablesVendorData);

    [Theory]
    [InlineData("users: []", false)]
    [InlineData("users:", false)]
    [InlineData("users: {}", false)]
    [InlineData("users: [{name: alice}]", false)]
    [InlineData("users: [alice, bob]", false)]
    [InlineData("users: alice", false)]
    [InlineData("users: {alice: {}, default: false}", false)]
    [InlineData("users: [{name: alice, groups: default}]", false)]
    [InlineData("users: [default]", true)]
    [InlineData("users: [{name: default}, {name: alice}]", true)]
    [InlineData("users: [{gecos: whoever}]", true)]
    [InlineData("users: [[alice, default]]", true)]
    [InlineData("users: [\"alice, default\"]", true)]
    [InlineData("users: alice, default", true)]
    [InlineData("users: {alice: {}, default: yes}", true)]
    [InlineData("users: {default: {}}", true)]
    [InlineData("all: &all [default]\nusers: *all", true)]
    [InlineData("me: &me {name: default}\nusers: [*me]", true)]
    public void Users_WithOrWithoutTheDefaultUser_AreToldApart(string text, bool hasDefault)
    {
        var read = Read(text);

        Assert.True(read.HasUsers);
        Assert.Equal(hasDefault, read.HasDefaultUser);
        Assert.False(read.NamesDefaultUser);
    }

    [Theory]
    [InlineData("user: alice", true)]
    [InlineData("user: {name: alice}", true)]
    [InlineData("user:", false)]
    public void User_OfTheOlderForm_IsTheDefaultUser(string text, bool isNamed) => Assert.Equal(isNamed, Read(text).NamesDefaultUser);

    [Theory]
    [InlineData("chpasswd: {expire: false}", false)]
    [InlineData("chpasswd: {users: []}", false)]
    [InlineData("chpasswd: {users: }", false)]
    [InlineData("chpasswd: {list: \"\"}", false)]
    [InlineData("x: &x [a]\nchpasswd: {list: *x}", false)]
    [InlineData("chpasswd: {users: [{name: root, password: x}]}", true)]
    [InlineData("chpasswd: {list: [\"root:x\"]}", true)]
    [InlineData("chpasswd:\n  list: |\n    root:x\n  expire: false", true)]
    [InlineData("chpasswd:", true)]
    [InlineData("chpasswd: no", true)]
    public void Chpasswd_ThatHidesAPassword_IsToldFromOneThatDoesNot(string text, bool hides)
    {
        var read = Read(text);

        Assert.True(read.HasChpasswd);
        Assert.Equal(hides, read.ChpasswdHidesPassword);
        Assert.False(read.HasPassword);
    }

    [Theory]
    [InlineData("password: x")]
    [InlineData("password:")]
    [InlineData("\"password\": [x]")]
    public void Password_IsSeen(string text) => Assert.True(Read(text).HasPassword);

    [Theory]
    [InlineData("#cloud-config\npassword: x")]
    [InlineData("\n \t#Cloud-Config of mine\npassword: x")]
    [InlineData("#cloud-config\n---\npassword: x\n...\n")]
    public void Header_AsCloudInitTakesIt_IsTaken(string text) => Assert.True(CloudConfig.Read(text).HasPassword);

    [Theory]
    [InlineData("")]
    [InlineData("password: x")]
    [InlineData("#!/bin/sh\npassword: x")]
    [InlineData("\uFEFF#cloud-config\npassword: x")]
    [InlineData("# cloud-config\npassword: x")]
    [InlineData("#cloud-config-archive\npassword: x")]
    [InlineData("#cloud-config-jsonp\npassword: x")]
    [InlineData("## template: jinja\n#cloud-config\npassword: x")]
    [InlineData("#cloud-config\n# MIME-Version: 1.0\npassword: x")]
    [InlineData("#cloud-config\n- password: x")]
    [InlineData("#cloud-config\npassword: x\n---\npassword: y\n")]
    [InlineData("#cloud-config\npassword: x\nopen: [")]
    [InlineData("#cloud-config\npassword: x\ntag: !<bad uri> y")]
    public void Text_ThatIsAnythingElse_SaysNothing(string text) => Assert.Equal(CloudConfig.Unknown, CloudConfig.Read(text));

    [Fact]
    public void Bytes_ThatAreNotUtf8_SayNothing()
    {
        Assert.Equal(CloudConfig.Unknown, CloudConfig.Read((byte[])[.. "#cloud-config\npassword: "u8, 0xFF]));
        Assert.True(CloudConfig.Read((byte[])[.. "#cloud-config\npassword: x"u8]).HasPassword);
    }

    [Fact]
    public void AnyText_OfPiecesOfYaml_IsReadWithoutAFault() => Prop.ForAll(
        Gen.Elements(Fragments).ListOf().Select(parts => $"#cloud-config\n{string.Concat(parts)}").ToArbitrary(),
        text => { CloudConfig.Read(text); }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000).WithQuietOnSuccess(true));

    [Fact]
    public void AnyBytes_AreReadWithoutAFault() => Prop.ForAll<byte[]>(
        bytes => { CloudConfig.Read((byte[])[.. "#cloud-config\n"u8, .. bytes]); }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithQuietOnSuccess(true));

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("x, ")]
    [InlineData("? ")]
    [InlineData("&a ")]
    [InlineData("!")]
    [InlineData("\n")]
    [InlineData("a: b\n")]
    [InlineData("- {a: [b, c], d: *e}\n")]
    public async Task Text_OfOneMebibyteOfTheSame_IsReadInTime(string part)
    {
        var text = "#cloud-config\n" + string.Concat(Enumerable.Repeat(part, 1024 * 1024 / part.Length));

        await Task.Run(() => CloudConfig.Read(text), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Text_OfOneMebibyte_IsReadToItsEnd()
    {
        var text = new StringBuilder("#cloud-config\nwrite_files:\n");
        while (text.Length < 1024 * 1024)
        {
            text.Append("- {path: /etc/motd, content: \"hello\"}\n");
        }

        Assert.True(CloudConfig.Read(text.Append("password: x\n").ToString()).HasPassword);
    }

    private static CloudConfig Read(string text) => CloudConfig.Read($"#cloud-config\n{text}\n");
}
