using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Cluster.Tests.Attachment;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.KubeVirtContract;

/// <summary>VirtualMachines that a real KubeVirt can run as well, and what is done with them by its API.</summary>
internal static class ContractMachines
{
    public const string Group = "kubevirt.io";
    public const string Version = "v1";
    public const string Machines = "virtualmachines";
    public const string Instances = "virtualmachineinstances";
    public const string Migrations = "virtualmachineinstancemigrations";

    private const string Name = "web-1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The VirtualMachine of the samples, with an image that exists, and memory for it.</summary>
    public static string Machine { get; } = Real(Samples.VirtualMachine);

    /// <summary>All of the samples, with a password for one start.</summary>
    public static string AllWithPassword { get; } = Real(Samples.All);

    /// <summary>All of the samples, with a drive that is of one revision from the first start on.</summary>
    public static string All { get; } = AllWithPassword.With(Samples.GivesPassword, "");

    public static string RootVolume { get; } = Samples.RootVolume.With("example.org/debian:12", ContractCluster.GuestImage);

    /// <summary>A VirtualMachine that does not run.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="disks">Its disks, in JSON.</param>
    /// <param name="volumes">Its volumes, in JSON.</param>
    public static JsonObject New(string name, string disks, string volumes) => (JsonObject)JsonNode.Parse($$"""
        {"apiVersion": "kubevirt.io/v1", "kind": "VirtualMachine", "metadata": {"name": "{{name}}"},
         "spec": {"runStrategy": "Halted", "template": {"spec": {
           "domain": {"memory": {"guest": "128Mi"}, "devices": {"disks": {{disks}} } }, "volumes": {{volumes}} } } } }
        """)!;

    public static Task<JsonObject> CreateAsync(this Tenant tenant, JsonObject virtualMachine) =>
        tenant.Client.CustomObjects.CreateNamespacedCustomObjectAsync<JsonObject>(
            virtualMachine, Group, Version, tenant.Name, Machines, cancellationToken: Token);

    /// <summary>Changes the VirtualMachine by operations of a JSON patch.</summary>
    public static Task<JsonObject> PatchMachineAsync(this Tenant tenant, string operations) =>
        PatchAsync(tenant, Machines, operations);

    /// <summary>Changes the instance by operations of a JSON patch.</summary>
    public static Task<JsonObject> PatchInstanceAsync(this Tenant tenant, string operations) =>
        PatchAsync(tenant, Instances, operations);

    /// <summary>Has the guest move to another node.</summary>
    public static Task<JsonObject> MigrateAsync(this Tenant tenant)
    {
        var migration = new JsonObject
        {
            ["apiVersion"] = $"{Group}/{Version}",
            ["kind"] = "VirtualMachineInstanceMigration",
            ["metadata"] = new JsonObject { ["generateName"] = "move-" },
            ["spec"] = new JsonObject { ["vmiName"] = Name },
        };
        return tenant.Client.CustomObjects.CreateNamespacedCustomObjectAsync<JsonObject>(
            migration, Group, Version, tenant.Name, Migrations, cancellationToken: Token);
    }

    /// <summary>Waits until a migration has succeeded.</summary>
    public static Task MigratedAsync(this Tenant tenant, JsonObject migration) => Eventually.TrueAsync(
        () => tenant.ObjectAsync(Group, Version, Migrations, (string)migration["metadata"]!["name"]!),
        found => (string?)found["status"]?["phase"] == "Succeeded",
        Token,
        tenant.Deadline);

    /// <summary>Waits until the VirtualMachine is so.</summary>
    public static Task<JsonObject> MachineEventuallyAsync(this Tenant tenant, Func<JsonObject, bool> condition) =>
        Eventually.TrueAsync(tenant.MachineAsync, condition, Token, tenant.Deadline);

    /// <summary>Waits until the instance is so; null is one that does not exist.</summary>
    public static Task<JsonObject?> InstanceEventuallyAsync(this Tenant tenant, Func<JsonObject?, bool> condition) =>
        Eventually.TrueAsync(tenant.InstanceAsync, condition, Token, tenant.Deadline);

    /// <summary>Stops the guest and has it started again, as <c>virtctl restart</c> does.</summary>
    public static async Task RestartAsync(this Tenant tenant)
    {
        var former = (string?)(await tenant.InstanceAsync())!["metadata"]!["uid"];
        await tenant.Client.CustomObjects.DeleteNamespacedCustomObjectAsync<JsonObject>(
            Group, Version, tenant.Name, Instances, Name, cancellationToken: Token);
        await tenant.InstanceEventuallyAsync(found =>
            found is not null && (string?)found["metadata"]!["uid"] != former && (string?)found["status"]?["phase"] == "Running");
    }

    /// <summary>What is answered to a request that is refused, and with which status.</summary>
    public static async Task<(int Status, string Message)> RefusalAsync(Func<Task> request)
    {
        var refused = await Assert.ThrowsAsync<HttpOperationException>(request);
        return ((int)refused.Response.StatusCode, (string?)JsonNode.Parse(refused.Response.Content)?["message"] ?? "");
    }

    /// <summary>The claim in the drive of the running guest, once KubeVirt has done with it.</summary>
    public static string? ClaimInGuest(this JsonObject? instance) => StatusOf(instance) is { } status && (string?)status["phase"] == "Ready"
        ? (string?)status["persistentVolumeClaimInfo"]!["claimName"]
        : null;

    /// <summary>What KubeVirt says of the drive of a guest.</summary>
    public static JsonObject? StatusOf(JsonObject? instance) => (instance?["status"]?["volumeStatus"] as JsonArray)?.Named("configdrive");

    private static Task<JsonObject> PatchAsync(Tenant tenant, string plural, string operations) =>
        tenant.Client.CustomObjects.PatchNamespacedCustomObjectAsync<JsonObject>(
            new V1Patch(operations, V1Patch.PatchType.JsonPatch), Group, Version, tenant.Name, plural, Name, cancellationToken: Token);

    private static string Real(string manifests) => manifests
        .With("example.org/debian:12", ContractCluster.GuestImage)
        .With("      domain:\n", "      terminationGracePeriodSeconds: 0\n      domain:\n        memory: {guest: 1Gi}\n");
}

/// <summary>Every version of the instance of a tenant, from now on, as far as its drive goes.</summary>
internal sealed class InstanceHistory : IAsyncDisposable
{
    private readonly List<Version> versions = [];
    private readonly CancellationTokenSource stop = new();
    private readonly Task reading;

    private InstanceHistory(Tenant tenant, string resourceVersion) => reading = ReadAsync(tenant, resourceVersion);

    /// <summary>What was seen, the earliest first, without repetitions.</summary>
    public IReadOnlyList<Version> Seen
    {
        get
        {
            lock (versions)
            {
                return [.. versions];
            }
        }
    }

    public static async Task<InstanceHistory> StartAsync(Tenant tenant)
    {
        var list = await tenant.Client.CustomObjects.ListNamespacedCustomObjectAsync<JsonObject>(
            ContractMachines.Group, ContractMachines.Version, tenant.Name, ContractMachines.Instances,
            cancellationToken: TestContext.Current.CancellationToken);
        return new InstanceHistory(tenant, (string)list["metadata"]!["resourceVersion"]!);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await reading;
        stop.Dispose();
    }

    private async Task ReadAsync(Tenant tenant, string resourceVersion)
    {
        try
        {
            await foreach (var (_, instance) in tenant.Client.CustomObjects.WatchListNamespacedCustomObjectAsync(
                ContractMachines.Group, ContractMachines.Version, tenant.Name, ContractMachines.Instances,
                resourceVersion: resourceVersion, cancellationToken: stop.Token))
            {
                Take((JsonObject)JsonSerializer.SerializeToNode(instance)!);
            }
        }
        catch (OperationCanceledException)
        {
            // The regular end.
        }
    }

    private void Take(JsonObject instance)
    {
        var spec = instance.Part("spec");
        var status = ContractMachines.StatusOf(instance);
        var version = new Version(
            spec.Disks().Named("configdrive") is not null,
            spec.Volumes().Named("configdrive")?.ClaimName(),
            (string?)status?["phase"],
            (string?)status?["persistentVolumeClaimInfo"]?["claimName"]);
        lock (versions)
        {
            if (versions.Count == 0 || versions[^1] != version)
            {
                versions.Add(version);
            }
        }
    }

    /// <summary>The drive of an instance.</summary>
    /// <param name="HasDrive">Whether the instance has it.</param>
    /// <param name="Wanted">The claim that is to be in it.</param>
    /// <param name="Phase">How far KubeVirt is with a claim; null when it knows of none.</param>
    /// <param name="Present">That claim.</param>
    internal sealed record Version(bool HasDrive, string? Wanted, string? Phase, string? Present);
}
