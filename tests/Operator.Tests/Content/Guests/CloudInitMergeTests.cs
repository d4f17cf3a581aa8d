using System.Text.Json;

namespace ConfigDrive.Operator.Tests.Content.Guests;

/// <summary>Whose entries a guest has where a class, a ConfigDrive and its user data have the same keys (docs/guides/classes.md): real cloud-init merges them.</summary>
public sealed class CloudInitMergeTests
{
    // As the guide has it, in a double-quoted scalar.
    private const string MergeHow = """merge_how:\n- {name: list, settings: [append]}\n- {name: dict, settings: [no_replace, recurse_list]}\n""";

    private static readonly string[] Lists = ["packages", "runcmd", "write_files"];

    [Theory]
    [MemberData(nameof(CloudInit.ReleasesAndNewest), MemberType = typeof(CloudInit))]
    public void Lists_OfAClassAndOfVendorData_AreJoined_WhereTheVendorDataOfTheConfigDriveSaySo(string release) => AssertMerged(
        release,
        "vendorData",
        new(OfTheClass: "", OfTheTenant: "", "tenant", "Etc/Tenant"),
        new(OfTheClass: MergeHow, OfTheTenant: "", "tenant", "Etc/Tenant"),
        new(OfTheClass: "", OfTheTenant: MergeHow, "provider tenant", "Etc/Provider"));

    [Theory]
    [MemberData(nameof(CloudInit.ReleasesAndNewest), MemberType = typeof(CloudInit))]
    public void Lists_OfUserData_ReplaceThoseOfAClass_WhoeverSaysHowToMerge(string release) => AssertMerged(
        release,
        "userData",
        new(OfTheClass: "", OfTheTenant: "", "tenant", "Etc/Tenant"),
        new(OfTheClass: MergeHow, OfTheTenant: MergeHow, "tenant", "Etc/Tenant"));

    private static void AssertMerged(string release, string field, params Case[] cases)
    {
        Drive[] drives =
        [
            .. cases.Select(each => new Drive { Spec = Source(field, "tenant", "Etc/Tenant", each.OfTheTenant), Class = $"{{{Source("vendorData", "provider", "Etc/Provider", each.OfTheClass)}}}" }),
        ];
        var cloudInit = CloudInit.Require(release);
        foreach (var seen in (IReadOnlyList<JsonElement>[])
            [
                cloudInit.Read([.. drives.Select(drive => drive.Tree)]),
                cloudInit.ReadNoCloud([.. drives.Select(drive => (drive with { Spec = $"{drive.Spec}\nlayouts: [NoCloud]" }).Tree)]),
            ])
        {
            Assert.Equal(
                cases.Select(each => (string.Join(", ", Lists.Select(_ => each.List)), each.Timezone)),
                seen.Select(each => each.GetProperty("merged")).Select(merged => (string.Join(", ", Lists.Select(list => Entries(merged.GetProperty(list)))), merged.GetProperty("timezone").GetString()!)));
        }
    }

    private static string Entries(JsonElement list) =>
        string.Join(' ', list.EnumerateArray().Select(entry => entry.ValueKind is JsonValueKind.Object ? entry.GetProperty("path").GetString() : entry.GetString()));

    private static string Source(string field, string entry, string timezone, string mergeHow) =>
        $"{field}: {{inline: \"#cloud-config\\npackages: [{entry}]\\nruncmd: [{entry}]\\nwrite_files: [{{path: {entry}}}]\\ntimezone: {timezone}\\n{mergeHow}\"}}";

    /// <summary>What both sides say about merging, and what the guest then has in each list, and for a key that both have.</summary>
    private sealed record Case(string OfTheClass, string OfTheTenant, string List, string Timezone);
}
