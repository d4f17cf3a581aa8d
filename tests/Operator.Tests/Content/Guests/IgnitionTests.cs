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

    /// <summary>A drive without the file means "no config"; an empty file would be no valid one.</summary>
    [Fact]
    public void WithoutUserData_ThereIsNoFile() => Assert.DoesNotContain(SampleDrives.Minimal.Tree.Paths, path => path.Contains("user_data", StringComparison.Ordinal));

    /// <summary>Platform kubevirt knows <c>config-2</c> in lower case alone, and waits for it for ever.</summary>
    [Fact]
    public void KubeVirt_KnowsTheLabel() => Assert.Equal("config-2", Given.Content.VolumeLabel);
}
