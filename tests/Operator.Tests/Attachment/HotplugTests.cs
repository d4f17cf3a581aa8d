using ConfigDrive.Operator.Api.KubeVirt;
using ConfigDrive.Operator.Attachment;

namespace ConfigDrive.Operator.Tests.Attachment;

public sealed class HotplugTests
{
    [Theory]
    [InlineData("v1.5.2", "DeclarativeHotplugVolumes", "", "Off")]
    [InlineData("v1.6.0", "", "", "Off")]
    [InlineData("v1.6.0", "DeclarativeHotplugVolumes", "", "Declarative")]
    [InlineData("v1.8.2", "DeclarativeHotplugVolumes,HotplugVolumes", "", "Off")]
    [InlineData("v1.9.0", "", "", "Declarative")]
    [InlineData("v1.9.0-rc.1", "", "", "Declarative")]
    [InlineData("v1.9.0", "", "DeclarativeHotplugVolumes", "Off")]
    [InlineData("v1.9.0", "HotplugVolumes", "", "Off")]
    [InlineData("v1.10.0", "HotplugVolumes", "DeclarativeHotplugVolumes", "Declarative")]
    [InlineData("v2.0.0", "", "", "Declarative")]
    [InlineData("devel", "", "", "Unknown")]
    public void KubeVirt_OfAVersionWithGates_ChangesMediaOrSaysWhyNot(string version, string gates, string disabled, string expected)
    {
        var found = Hotplug.From([KubeVirt(version, "Deployed", gates, disabled)]);

        Assert.Equal(expected, found.Support.ToString());
        Assert.NotEmpty(found.Explanation);
    }

    [Fact]
    public void KubeVirt_ThatHasNoPhase_DoesNotCount()
    {
        Assert.Equal(HotplugSupport.Unknown, Hotplug.From([]).Support);
        Assert.Equal(HotplugSupport.Off, Hotplug.From([KubeVirt("v1.9.0", "", "", ""), KubeVirt("v1.6.0", "Deployed", "", "")]).Support);
    }

    private static V1KubeVirt KubeVirt(string version, string phase, string gates, string disabled) => new()
    {
        Spec = new KubeVirtSpec
        {
            Configuration = new KubeVirtConfiguration
            {
                DeveloperConfiguration = new DeveloperConfiguration
                {
                    FeatureGates = gates.Split(',', StringSplitOptions.RemoveEmptyEntries),
                    DisabledFeatureGates = disabled.Split(',', StringSplitOptions.RemoveEmptyEntries),
                },
            },
        },
        Status = new KubeVirtStatus { Phase = phase, ObservedKubeVirtVersion = version },
    };
}
