using System.Text.Json;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Tests.Content;
using FsCheck;
using FsCheck.Fluent;

namespace ConfigDrive.Operator.Tests.Importing;

/// <summary>A drive that this program made is imported whole: the ConfigDrive that comes out makes the same files.</summary>
public sealed class ImportProperties
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true);

    [Theory]
    [MemberData(nameof(SampleDrives.Names), MemberType = typeof(SampleDrives))]
    public void Sample_ImportedAndRendered_HasTheSameFiles(string name) => HasTheSameFiles(SampleDrives.All[name]);

    [Fact]
    public void AcceptedDrive_ImportedAndRendered_HasTheSameFiles()
    {
        var accepted = 0;
        Prop.ForAll(Drives.ToArbitrary(), drive =>
        {
            if (IsAccepted(drive))
            {
                accepted++;
                HasTheSameFiles(drive);
            }
        }).Check(Thorough);
        Assert.True(accepted > 100, $"only {accepted} drives were accepted");
    }

    private static void HasTheSameFiles(Drive drive)
    {
        var imported = Imports.Of(Imports.Image(drive), drive.ParsedSpec.GuestOS);

        Assert.Equal(drive.Tree.Texts(), imported.Again(drive).Tree.Texts());
        Assert.Empty(SpecValidation.Check(imported.Again(drive).ParsedSpec));
    }

    private static Gen<string> Texts => Gen.OneOf(
        Gen.Elements("x", "Grüße 😀", "a\"b\\c", "line\nbreak\r\n", "\uFEFFmark", "#cloud-config\n{}\n", "\u0000", "\u2028", "null"),
        Gen.Elements("aé漢😀\"\\/<>&'\u200b\t".EnumerateRunes().Select(rune => rune.ToString())).NonEmptyListOf().Select(string.Concat));

    private static Gen<string?> VendorTexts => Gen.Elements(
        null, null, "#cloud-config\nx: é😀\n", "\uFEFF#!/bin/sh\necho\r\n", "#cloud-boothook\n#!/bin/sh", "#cloud-config\nchpasswd: {expire: false}\n",
        "MIME-Version: 1.0\nContent-Type: text/x-shellscript\n\n#!/bin/sh\n",
        "Content-Type: multipart/mixed; boundary=\"=part=\"\nMIME-Version: 1.0\n\n--=part=\nContent-Type: text/x-not-multipart\n\n#!/bin/sh\n--=part=\nContent-Type: text/x-not-multipart\n\n#cloud-config\n\n--=part=--\n");

    private static Gen<string?> NetworkTexts => Gen.Elements(
        null, """{"links":[{"id":"a","type":"phy","ethernet_mac_address":"02:00:00:00:00:01","mtu":null}],"networks":[{"id":"n","type":"ipv4","link":"a","ip_address":"10.0.0.5","netmask":"255.255.255.0"}],"services":[]}""");

    private static Gen<Drive> Drives =>
        from layouts in Gen.Elements("OpenStack CloudStack", "CloudStack", "OpenStack", "NoCloud", "OpenStack NoCloud", "OpenStack CloudStack NoCloud", "CloudStack NoCloud").Select(text => text.Split(' '))
        from windows in Gen.Frequency((3, Gen.Constant("Linux")), (1, Gen.Constant("Windows")))
        from hook in Gen.Elements(null, "None", "EachStart", "Live")
        from identity in Gen.Elements("Stable", "SystemUUID", "PerUserData", "other")
        from label in Gen.Elements(null, null, "cidata", "CONFIG-2", "my_label")
        from hostname in Gen.Elements(null, "web-1.example.org")
        from zone in Gen.Elements(null, "zone ü")
        from address in Gen.Elements(null, "192.0.2.1 public", "192.0.2.1")
        from exposes in ArbMap.Default.GeneratorFor<bool>()
        from keys in Gen.Elements("", Keys.Ed25519, $"{Keys.Ed25519}\r\n# b\n{Keys.EcdsaWithoutComment}\n{Keys.RsaWithSpacedComment}", $"restrict {Keys.Ed25519}")
        from extra in Gen.Elements("role", "a.b", "X_y").ListOf(2)
        from value in Texts
        from userData in Texts
        from vendorData in VendorTexts
        from vendorData2 in VendorTexts
        from network in NetworkTexts
        from generated in ArbMap.Default.GeneratorFor<bool>()
        from networkConfig in Gen.Elements(null, "version: 2\nethernets: {eth0: {dhcp4: true}}\n")
        from password in Gen.Frequency((3, Gen.Constant("pässword 😀")), (1, Gen.Constant("$6$salt$hashhash")))
        from user in Gen.Elements(null, null, "root")
        from due in ArbMap.Default.GeneratorFor<bool>()
        from paths in Gen.Elements("/etc/motd", "/opt/x y").ListOf(2)
        let hasVendor = layouts.Any(layout => layout is not "CloudStack")
        let inOpenStack = layouts.Contains("OpenStack")

        // NoCloud has one file for both vendor data, of which a digest of the two does not follow.
        where inOpenStack || identity is not "PerUserData" || vendorData2 is null
        select new Drive
        {
            Spec = JsonSerializer.Serialize(new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["layouts"] = layouts,
                ["guestOS"] = windows,
                ["guestHook"] = windows == "Linux" && hasVendor ? hook : null,
                ["instanceIdentity"] = identity == "other" ? null : identity,
                ["volumeLabel"] = label,
                ["userData"] = new { inline = userData },
                ["vendorData"] = vendorData is null || !hasVendor ? null : new { inline = vendorData },
                ["vendorData2"] = vendorData2 is null || !hasVendor ? null : new { inline = vendorData2 },
                ["networkData"] = inOpenStack && network is not null ? new { inline = network } : generated && hasVendor ? new { generate = new { } } : null,
                ["networkConfig"] = networkConfig is null || !layouts.Contains("NoCloud") ? null : new { inline = networkConfig },
                ["sshPublicKeys"] = new[] { new { inline = keys } },
                ["password"] = new { secretKeyRef = new { name = "password", key = "k" }, user = windows == "Linux" && hasVendor ? user : null, hashed = password[0] == '$' },
                ["metadata"] = new
                {
                    hostname,
                    availabilityZone = zone,
                    instanceID = identity == "other" ? "i-0001" : null,
                    localIPv4 = address?.Split(' ')[0],
                    publicIPv4 = address is "192.0.2.1 public" ? "198.51.100.7" : null,
                    exposeNamespace = exposes,
                    exposeHypervisorHostName = exposes,
                    cloudName = zone,
                    extra = extra.Distinct().ToDictionary(key => key, _ => value, StringComparer.Ordinal),
                },
                ["files"] = inOpenStack ? paths.Distinct().Select(path => new { path, content = new { inline = value } }) : null,
            }),
            RunningOn = "node-7",
            NamespaceUid = "b2f3d0fe-2f4f-4c7b-9d7c-1c4d7a3e9a10",
            PasswordDue = due,
        }.WithSecret("password", "k", password);

    private static bool IsAccepted(Drive drive)
    {
        if (SpecValidation.Check(drive.ParsedSpec).Count > 0)
        {
            return false;
        }

        try
        {
            _ = drive.Content;
            return true;
        }
        catch (InvalidContentException)
        {
            return false;
        }
    }
}
