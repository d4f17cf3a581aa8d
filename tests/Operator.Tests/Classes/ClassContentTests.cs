using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Tests.Content;

namespace ConfigDrive.Operator.Tests.Classes;

/// <summary>What a class changes on a drive.</summary>
public sealed class ClassContentTests
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1F8RfM1V6Yg7x0yq9xGx7n3bq7cY2XbV4a0m0y3QkD";

    [Fact]
    public void VendorData_OfTheProvider_ComesBeforeTheTenants()
    {
        var drive = new Drive { Spec = """{vendorData: {inline: "#!/bin/sh\ntenant"}}""", Class = """{vendorData: {inline: "#cloud-config\nprovider: 1"}}""" };

        var parts = VendorDataParts.From(drive.Content).ToList();

        Assert.Equal(["#cloud-config\nprovider: 1", "#!/bin/sh\ntenant"], parts[..2]);
    }

    [Fact]
    public void Keys_OfTheProvider_AreAddedToTheTenants()
    {
        var drive = new Drive
        {
            Spec = $"sshPublicKeys: [{{inline: {Key} tenant}}]",
            Class = """sshPublicKeys: [{secretKeyRef: {name: platform, key: keys}}]""",
        }.WithSecret("platform", "keys", Key.Replace("AIJ1", "AIJ2", StringComparison.Ordinal) + " provider");

        Assert.Equal(["tenant", "provider"], drive.Content.PublicKeys.Select(key => key.Name));
    }

    [Theory]
    [InlineData("{}", "class", "class-id", "class-zone")]
    [InlineData("metadata: {cloudName: own, cloudIdentifier: own-id, availabilityZone: own-zone}", "own", "own-id", "own-zone")]
    public void Metadata_OfTheDrive_GoesBeforeThatOfTheClassAndThatBeforeTheSettings(string spec, string name, string identifier, string zone)
    {
        var metadata = new Drive
        {
            Spec = spec,
            Class = "metadata: {cloudName: class, cloudIdentifier: class-id, availabilityZone: class-zone}",
            NodeZone = "node-zone",
            Defaults = new ContentDefaults { CloudName = "settings", CloudIdentifier = "settings", AvailabilityZone = "settings" },
        }.Content.Metadata;

        Assert.Equal((name, identifier, zone), (metadata.CloudName, metadata.CloudIdentifier, metadata.AvailabilityZone));
    }

    [Fact]
    public void Extra_OfBoth_HasTheTenantsWhereBothHaveOne()
    {
        var drive = new Drive { Spec = "metadata: {extra: {role: web}}", Class = "metadata: {extra: {role: any, region: eu}}" };

        Assert.Equal(["region=eu", "role=web"], drive.Content.Metadata.Extra.Select(entry => $"{entry.Key}={entry.Value}"));
    }

    [Fact]
    public void InstanceID_PerUserData_IsTheSameWithOtherVendorDataOfTheProvider()
    {
        var drive = new Drive { Spec = "instanceIdentity: PerUserData", Class = """{vendorData: {inline: "#!/bin/sh\n1"}}""" };

        Assert.Equal(drive.Content.Metadata.InstanceID, (drive with { Class = """{vendorData: {inline: "#!/bin/sh\n2"}}""" }).Content.Metadata.InstanceID);
    }

    [Fact]
    public void VendorData_OfTheProviderThatSetsChpasswd_KeepsOurCloudConfigAway()
    {
        var drive = new Drive { Class = """{vendorData: {inline: "#cloud-config\nchpasswd: {expire: false}"}}""" }.WithPassword("secret-1");

        Assert.False(PasswordRoute.HasCloudConfig(drive.Content));
        Assert.True(PasswordRoute.HasCloudConfig((drive with { Class = "{}" }).Content));
    }

    [Theory]
    [InlineData("vendorData: {}", "spec.vendorData")]
    [InlineData("vendorData: {inline: no header}", "spec.vendorData")]
    [InlineData("sshPublicKeys: [{inline: no key}]", "spec.sshPublicKeys[0]")]
    [InlineData("metadata: {extra: {admin_pass: x}}", "spec.metadata.extra[admin_pass]")]
    [InlineData("metadata: {extra: {../x: x}}", "spec.metadata.extra[../x]")]
    [InlineData("""metadata: {cloudName: "a\nb"}""", "spec.metadata.cloudName")]
    [InlineData("defaults: {volumeLabel: a b}", "spec.defaults.volumeLabel")]
    [InlineData("defaults: {layouts: []}", "spec.defaults.layouts")]
    [InlineData("defaults: {primaryStorage: {size: 3Ei}}", "spec.defaults.primaryStorage.size")]
    public void Class_ThatBreaksARule_IsRefusedWithItsField(string spec, string field) =>
        Assert.Equal(field, new Drive { Class = spec }.Refusal().Field);

    [Fact]
    public void Class_ThatNamesAMissingSecret_SaysWhich()
    {
        var missing = Assert.Throws<MissingSourceException>(() => new Drive { Class = "vendorData: {secretKeyRef: {name: platform, key: vendor}}" }.Content);

        Assert.Equal(new SourceObject(SourceKind.Secret, "platform"), missing.SourceObject);
    }
}
