using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Operator.Api;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Requests;

/// <summary>A VirtualMachine that asks for its ConfigDrive by annotations, and what a test looks at.</summary>
internal static class AskingMachine
{
    public const string UserData = "configdrive.dev/user-data-secret: web-1-userdata";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Its manifest, with the Secrets of <see cref="Samples"/>.</summary>
    public static string With(params IReadOnlyList<string> annotations) =>
        $"{Samples.Sources}---\n{Samples.VirtualMachine.With("  name: web-1\n", $"  name: web-1\n  annotations:\n{string.Concat(annotations.Select(each => $"    {each}\n"))}")}";

    /// <summary>Sets annotations of VirtualMachine web-1, or with a hyphen behind the name removes them.</summary>
    public static Task AnnotateAsync(this Tenant tenant, params IReadOnlyList<string> annotations) =>
        tenant.KubectlAsync(["annotate", "--overwrite", "virtualmachine", "web-1", .. annotations.Select(each => "configdrive.dev/" + each)]);

    public static Task<JsonObject> DriveJsonAsync(this Tenant tenant, string name) => tenant.ObjectAsync("configdrive.dev", "v1alpha1", "configdrives", name);

    /// <summary>Waits until the spec of ConfigDrive web-1 is as wanted.</summary>
    public static Task<JsonObject> SpecAsync(this Tenant tenant, Func<JsonNode, bool> condition) =>
        Eventually.TrueAsync(() => tenant.DriveJsonAsync("web-1"), drive => condition(drive["spec"]!), Token, tenant.Deadline);

    /// <summary>All ConfigDrives of the namespace.</summary>
    public static async Task<List<V1Alpha1ConfigDrive>> DrivesAsync(this Tenant tenant)
    {
        var list = JsonNode.Parse(await tenant.KubectlOutputAsync("get", "configdrives", "--output=json"))!;
        return [.. ((JsonArray)list["items"]!).Select(drive => drive.Deserialize(ConfigDriveJsonContext.Default.V1Alpha1ConfigDrive)!)];
    }

    /// <summary>Adds a VirtualMachine that asks for a drive, and waits until that is ready.</summary>
    public static async Task AddedMachineIsServedAsync(this Tenant tenant)
    {
        await tenant.ApplyAsync(With(UserData).With("  name: web-1\n  annotations", "  name: added\n  annotations"));
        await tenant.ReadyAsync("added");
    }

    /// <summary>How many events of a reason the VirtualMachine has.</summary>
    public static async Task<int> EventsAsync(this Tenant tenant, string reason) =>
        (await tenant.KubectlOutputAsync("get", "events", $"--field-selector=involvedObject.kind=VirtualMachine,reason={reason}", "--output=jsonpath={.items[*].reason}"))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
}
