namespace ConfigDrive.Operator.Tests.Content.Guests;

/// <summary>
/// The rules of Ignition (coreos/ignition, <c>internal/providers/{openstack,cloudstack,kubevirt}</c>): it reads the user data and nothing
/// else.
/// </summary>
public sealed class IgnitionTests
{
    private const string Config = """{"ignition":{"version":"3.3.0"}}""";

    private static readonly Drive Given = new() { Spec = $"userData: {{inline: '{Config}'}}" };

    /// <summary>Platforms openstack and kubevirt; a byte order mark or anything else before the brace fails the boot.</summary>
    [Fact]
    public void OpenStackAndKubeVirt_FindTheConfigAsGiven() => Assert.Equal(Config, Given.Tree.Text("openstack/latest/user_data"));

    /// <summary>Platform cloudstack.</summary>
    [Fact]
    public void CloudStack_FindsTheConfigAsGiven() => Assert.Equal(Config, Given.Tree.Text("cloudstack/userdata/user_data.txt"));

    /// <summary>Platform kubevirt beside <c>config-2</c>, and ibmcloud and proxmoxve: <c>/user-data</c> of the volume <c>cidata</c>.</summary>
    [Fact]
    public void KubeVirt_FindsTheConfigAsGiven_OnCidata()
    {
        var given = Given with { Spec = $"layouts: [NoCloud]\n{Given.Spec}" };

        Assert.Equal("cidata", given.Content.VolumeLabel);
        Assert.Equal(Config, given.Tree.Text("user-data"));
    }

    /// <summary>
    /// cloud-init wants the file always; an empty one is no fault to Ignition: "provider config was empty, continuing with empty cache config"
    /// (<c>internal/exec/engine.go</c>, acquireProviderConfig).
    /// </summary>
    [Fact]
    public void WithoutUserData_OnCidata_TheFileIsEmpty() => Assert.Empty(new Drive { Spec = "layouts: [NoCloud]" }.Tree.Bytes("user-data"));

    /// <summary>A drive without the file means "no config"; an empty file would be no valid one.</summary>
    [Fact]
    public void WithoutUserData_ThereIsNoFile() => Assert.DoesNotContain(SampleDrives.Minimal.Tree.Paths, path => path.Contains("user_data", StringComparison.Ordinal));

    /// <summary>Platform kubevirt knows <c>config-2</c> in lower case alone, and waits for it for ever.</summary>
    [Fact]
    public void KubeVirt_KnowsTheLabel() => Assert.Equal("config-2", Given.Content.VolumeLabel);
}
