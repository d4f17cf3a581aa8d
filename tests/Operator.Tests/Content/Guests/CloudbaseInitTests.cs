using System.Text.Json;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Tests.Content.Guests;

/// <summary>
/// The rules of cloudbase-init (cloudbase/cloudbase-init): <c>metadata/services/baseopenstackservice.py</c>, <c>baseconfigdrive.py</c>,
/// <c>osconfigdrive/windows.py</c>, <c>plugins/common/networkconfig.py</c>.
/// </summary>
public sealed class CloudbaseInitTests
{
    /// <summary>
    /// The marker of a drive is <c>openstack\latest\meta_data.json</c>; JSON is decoded as UTF-8, strictly, and a byte order mark is an
    /// error.
    /// </summary>
    [Theory]
    [MemberData(nameof(GuestSamples.WithOpenStack), MemberType = typeof(GuestSamples))]
    public void Json_IsPlainUtf8(string sample)
    {
        var tree = GuestSamples.Tree(sample);

        Assert.All(tree.Paths.Where(path => path.EndsWith(".json", StringComparison.Ordinal)), path => Assert.StartsWith("{", tree.Text(path), StringComparison.Ordinal));
    }

    [Fact]
    public void AdminPass_IsAText_AtTheTopOfMetaData() => Assert.Equal("Passw0rd-106", SampleDrives.Windows.Tree.MetaData.GetProperty("admin_pass").GetString());

    /// <summary>
    /// Without a password it would set a random one that nobody can learn; so a due one must be there, and without one there is no key at
    /// all.
    /// </summary>
    [Fact]
    public void AdminPass_IsAbsentWhenNoPasswordIsDue() =>
        Assert.False((SampleDrives.Windows with { PasswordDue = false }).Tree.MetaData.TryGetProperty("admin_pass", out _));

    /// <summary>
    /// What a plugin has done is kept under the instance ID, <c>uuid</c> (cloudbaseinit/init.py, <c>_exec_plugin</c>; osutils/windows.py,
    /// <c>get_config_value</c>: <c>HKLM\SOFTWARE\Cloudbase Solutions\Cloudbase-Init\&lt;uuid&gt;\Plugins</c>), and a plugin that has run under it never runs again.
    /// </summary>
    [Theory]
    [InlineData("Stable", false)]
    [InlineData("SystemUUID", false)]
    [InlineData("PerUserData", true)]
    public void Plugins_WithOtherUserData_RunAgainOnlyPerUserData(string identity, bool again)
    {
        var first = Plugins($"userData: {{inline: \"#ps1\\n# 1\"}}");

        Assert.Equal(again, first != Plugins($"userData: {{inline: \"#ps1\\n# 2\"}}"));
        Assert.Equal(first, Plugins($"userData: {{inline: \"#ps1\\n# 1\"}}\nmetadata: {{hostname: other}}"));

        string Plugins(string spec) =>
            new Drive { Spec = $"instanceIdentity: {identity}\n{spec}" }.WithPassword("s3cret!", "Windows").Tree.MetaData.GetProperty("uuid").GetString()!;
    }

    /// <summary>Values are stripped, so they must be texts; items of <c>keys</c> need <c>type</c> and <c>data</c>.</summary>
    [Fact]
    public void Keys_AreTextsInBothForms()
    {
        var metaData = SampleDrives.Full.Tree.MetaData;

        var values = metaData.GetProperty("public_keys").EnumerateObject().Select(key => key.Value.GetString()!.Trim()).ToList();
        Assert.Equal(values, metaData.GetProperty("keys").EnumerateArray().Where(key => key.GetProperty("type").GetString() is "ssh").Select(key => key.GetProperty("data").GetString()!.Trim()));
    }

    /// <summary>Content is fetched from <c>openstack/content/</c> and the last part of its path.</summary>
    [Fact]
    public void Files_LieWhereTheirContentPathSays()
    {
        var tree = SampleDrives.Full.Tree;

        Assert.All(tree.MetaData.GetProperty("files").EnumerateArray(), file =>
            Assert.True(tree.Has($"openstack/content/{file.GetProperty("content_path").GetString()!.Split('/')[^1]}")));
    }

    /// <summary>
    /// A network card is found by its MAC address, and a missing one fails the plug-in; static networks need an address and a mask.
    /// </summary>
    [Fact]
    public void NetworkData_StaticNetworks_HaveAddressMaskAndAKnownCard()
    {
        var data = SampleDrives.Full.Tree.NetworkData;
        string[] cards = ["02:00:00:00:00:01", "02:00:00:00:00:0a", "02:00:00:00:00:0b"];

        Assert.All(data.GetProperty("links").EnumerateArray().Where(link => link.GetProperty("type").GetString() is "phy"), link =>
            Assert.Contains(link.GetProperty("ethernet_mac_address").GetString(), cards));
        Assert.All(data.GetProperty("networks").EnumerateArray().Where(network => network.GetProperty("type").GetString() is "ipv4" or "ipv6"), network =>
        {
            Assert.Equal(JsonValueKind.String, network.GetProperty("ip_address").ValueKind);
            Assert.Equal(JsonValueKind.String, network.GetProperty("netmask").ValueKind);
        });
    }

    /// <summary>Modes and policies of a team that it knows; others raise an error.</summary>
    [Theory]
    [InlineData("balance-rr")]
    [InlineData("active-backup")]
    [InlineData("balance-xor")]
    [InlineData("broadcast")]
    [InlineData("802.3ad")]
    [InlineData("balance-tlb")]
    [InlineData("balance-alb")]
    public void NetworkData_BondMode_IsOneThatItKnows(string mode) => Assert.Equal(
        mode,
        new Drive { Spec = $"networkData: {{generate: {{bonds: [{{name: b, interfaces: [default], mode: {mode}}}]}}}}" }
            .Tree.NetworkData.GetProperty("links")[1].GetProperty("bond_mode").GetString());

    /// <summary>On a disk that is no CD-ROM the size is read in 16 bits of 2 KiB sectors: 128 MiB at most.</summary>
    [Fact]
    public void Image_FitsIts16BitSize() => Assert.True(ContentLimits.ImageBytes / 2048 <= ushort.MaxValue);
}
