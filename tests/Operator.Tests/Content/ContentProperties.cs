using System.Buffers;
using System.Text.Json;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Content;
using FsCheck;
using FsCheck.Fluent;

namespace ConfigDrive.Operator.Tests.Content;

/// <summary>What holds for every spec, whatever it says.</summary>
public sealed class ContentProperties
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true);

    [Fact]
    public void AcceptedDrive_HasJsonThatIsValid_WithoutByteOrderMarkAndNull() => Check(drive =>
    {
        foreach (var path in drive.Tree.Paths.Where(path => path.EndsWith(".json", StringComparison.Ordinal)))
        {
            var bytes = drive.Tree.Bytes(path);
            Assert.Equal((byte)'{', bytes[0]);
            using var document = JsonDocument.Parse(bytes);
            Assert.NotEmpty(document.RootElement.EnumerateObject());
            Assert.DoesNotContain(Values(document.RootElement), value => value.ValueKind is JsonValueKind.Null);
        }
    });

    [Fact]
    public void AcceptedDrive_HasTheTextsThatWereGiven() => Check(drive =>
    {
        var content = drive.Content;
        if (drive.ParsedSpec.Layouts.Contains(Layout.OpenStack))
        {
            var metaData = drive.Tree.MetaData;
            Assert.Equal(content.Metadata.Hostname, metaData.GetProperty("hostname").GetString());
            Assert.All(content.Metadata.Extra, entry => Assert.Equal(entry.Value, metaData.GetProperty("meta").GetProperty(entry.Key).GetString()));
            Assert.Equal(content.PublicKeys.Count, metaData.TryGetProperty("public_keys", out var keys) ? keys.EnumerateObject().Count() : 0);
        }

        Assert.All(drive.Tree.Paths.Where(path => path.StartsWith("cloudstack/metadata/", StringComparison.Ordinal)), path => Assert.False(string.IsNullOrWhiteSpace(drive.Tree.Text(path))));
    });

    [Fact]
    public void AcceptedDrive_IsTheSameEachTime() => Check(drive => Assert.Equal(Write(drive), Write(drive)));

    [Fact]
    public void RefusedDrive_IsRefusedWithAField_AndWithoutItsSecrets() => Prop.ForAll(Drives.ToArbitrary(), drive =>
    {
        try
        {
            _ = drive.Content;
        }
        catch (InvalidContentException exception)
        {
            Assert.StartsWith("spec", exception.Field, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, exception.Message, StringComparison.Ordinal);
        }
    }).Check(Thorough);

    private const string Secret = "s3cr3t-marker";

    private static Gen<string> Texts => Gen.OneOf(
        Gen.Elements("", " ", "web-1", "Grüße 😀", "a\"b\\c", "line\nbreak", "\uFEFFmark", "null", "\u0000", "\u2028", "..", "a/b", "192.0.2.7"),
        Gen.Elements("aé漢😀\"\\/<>&'\u200b\t".EnumerateRunes().Select(rune => rune.ToString())).ListOf().Select(string.Concat));

    private static Gen<string> PublicKeyTexts => Gen.Elements(
        "", "# none", Keys.Ed25519, $"{Keys.Ed25519}\r\n{Keys.EcdsaWithoutComment}\n{Keys.RsaWithSpacedComment}", $"restrict {Keys.Ed25519}", $"\uFEFF{Keys.Ed25519}", Secret);

    private static Gen<string> NetworkTexts => Gen.Elements(
        """{"links":[{"id":"a","type":"phy","ethernet_mac_address":"02:00:00:00:00:01","mtu":null}],"networks":[{"id":"n","type":"ipv4","link":"a","ip_address":"10.0.0.5"}],"services":[null]}""",
        """{"links":[{"id":"a","type":"phy","ethernet_mac_address":"02:00:00:00:00:99"}]}""",
        "{}", "null", Secret);

    private static Gen<Drive> Drives =>
        from layouts in Gen.Elements("[OpenStack, CloudStack]", "[CloudStack]", "[OpenStack]")
        from windows in Gen.Elements("Linux", "Windows")
        from hostname in Gen.Frequency((3, Gen.Constant("web-1.example.org")), (1, Texts))
        from zone in Texts
        from key in Gen.Frequency((5, Gen.Elements("role", "a.b", "X_y")), (1, Texts))
        from value in Texts
        from vendorData in Gen.Elements(null, "", "#cloud-config\nx: é😀\n", "\uFEFF#!/bin/sh")
        from password in Gen.Frequency((3, Gen.Constant("pässword 😀")), (1, Texts), (1, Gen.Constant($"{Secret}\nsecond line")))
        from due in ArbMap.Default.GeneratorFor<bool>()
        from keys in PublicKeyTexts
        from network in Gen.Frequency((2, Gen.Constant<string?>(null)), (1, NetworkTexts.Select(text => (string?)text)))
        from path in Gen.Frequency((4, Gen.Constant("/etc/motd")), (1, Texts))
        let inOpenStack = layouts.Contains("OpenStack", StringComparison.Ordinal)
        select new Drive
        {
            Spec = JsonSerializer.Serialize(
                new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["guestOS"] = windows,
                    ["userData"] = new { inline = value },
                    ["vendorData"] = vendorData is null || !inOpenStack ? null : new { inline = vendorData },
                    ["networkData"] = network is null || !inOpenStack ? null : new { secretKeyRef = new { name = "network", key = "k" } },
                    ["sshPublicKeys"] = new[] { new { secretKeyRef = new { name = "keys", key = "k" } } },
                    ["password"] = new { secretKeyRef = new { name = "password", key = "k" } },
                    ["metadata"] = new { hostname, availabilityZone = zone, extra = new Dictionary<string, string>(StringComparer.Ordinal) { [key] = value } },
                    ["files"] = inOpenStack ? new[] { new { path, content = new { inline = value } } } : null,
                }).Insert(1, $"\"layouts\":{JsonSerializer.Serialize(layouts.Trim('[', ']').Split(", "))},"),
            PasswordDue = due,
        }.WithSecret("keys", "k", keys).WithSecret("password", "k", password).WithSecret("network", "k", network ?? "");

    /// <summary>Checks an assertion for drives that are accepted, and that not nearly all are refused.</summary>
    private static void Check(Action<Drive> assertion)
    {
        var accepted = 0;
        Prop.ForAll(Drives.ToArbitrary(), drive =>
        {
            if (SpecValidation.Check(drive.ParsedSpec).Count > 0)
            {
                return;
            }

            try
            {
                _ = drive.Content;
            }
            catch (InvalidContentException)
            {
                return;
            }

            accepted++;
            assertion(drive);
        }).Check(Thorough);
        Assert.True(accepted > 25, "hardly any drive was accepted");
    }

    private static IEnumerable<JsonElement> Values(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(property => Values(property.Value)).Prepend(value),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Values).Prepend(value),
        _ => [value],
    };

    private static byte[] Write(Drive drive)
    {
        var buffer = new ArrayBufferWriter<byte>();
        DriveImage.Build(drive.Content).WriteTo(buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
