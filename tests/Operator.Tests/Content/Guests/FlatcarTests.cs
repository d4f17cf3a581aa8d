using System.Text.Json;

namespace ConfigDrive.Operator.Tests.Content.Guests;

/// <summary>
/// The rules of Flatcar's coreos-cloudinit (flatcar/coreos-cloudinit, <c>datasource/configdrive/configdrive.go</c>,
/// <c>units/90-configdrive.rules</c>).
/// </summary>
public sealed class FlatcarTests
{
    /// <summary>udev knows the drive by the label <c>config-2</c> exactly.</summary>
    [Fact]
    public void Label_IsConfig2() => Assert.Equal("config-2", SampleDrives.Minimal.Content.VolumeLabel);

    /// <summary><c>public_keys</c> is a map of text to text, <c>hostname</c> a text; another type is an error.</summary>
    [Theory]
    [MemberData(nameof(GuestSamples.WithOpenStack), MemberType = typeof(GuestSamples))]
    public void MetaData_HasTheTypesThatGoWants(string sample)
    {
        var metaData = GuestSamples.Tree(sample).MetaData;

        Assert.Equal(JsonValueKind.String, metaData.GetProperty("hostname").ValueKind);
        Assert.True(!metaData.TryGetProperty("public_keys", out var keys) || keys.EnumerateObject().All(key => key.Value.ValueKind is JsonValueKind.String));
        Assert.False(metaData.TryGetProperty("network_config", out _));
    }

    [Fact]
    public void UserData_IsTheFileAsGiven() => Assert.Equal("#cloud-config\npackages: [nginx]\n"u8, SampleDrives.Full.Tree.Bytes("openstack/latest/user_data"));
}
