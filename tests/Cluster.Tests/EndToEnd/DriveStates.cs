using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Cluster.Tests.Claims;
using ConfigDrive.Operator.Api;
using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

/// <summary>The drives of a tenant as their users and the node see them.</summary>
internal static class DriveStates
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<IReadOnlyList<V1Alpha1ConfigDrive>> DrivesAsync(this Tenant tenant) =>
        await DrivesAsync(tenant.Client, tenant.Name);

    /// <summary>Those of a namespace, or of all.</summary>
    public static async Task<IReadOnlyList<V1Alpha1ConfigDrive>> DrivesAsync(IKubernetes client, string? @namespace)
    {
        const string Group = "configdrive.dev", Version = "v1alpha1", Plural = "configdrives";
        var list = @namespace is null
            ? await client.CustomObjects.ListClusterCustomObjectAsync<JsonObject>(Group, Version, Plural, cancellationToken: Token)
            : await client.CustomObjects.ListNamespacedCustomObjectAsync<JsonObject>(Group, Version, @namespace, Plural, cancellationToken: Token);
        return [.. list["items"]!.AsArray().Select(item => item.Deserialize(ConfigDriveJsonContext.Default.V1Alpha1ConfigDrive)!)];
    }

    /// <summary>Whether a drive is ready, for the generation that it has, and its claim has its revision.</summary>
    public static bool IsSettled(V1Alpha1ConfigDrive drive) =>
        Tenant.Condition(drive, "Ready")?.Status == "True" && drive.Status!.ObservedGeneration == drive.Metadata.Generation
        && drive.Status.Primary is { } primary && primary.Revision == drive.Status.Revision;

    /// <summary>Waits until every drive of the tenant has settled.</summary>
    public static async Task SettledAsync(this Tenant tenant)
    {
        // One after the other, as the list of many is long.
        foreach (var drive in await tenant.DrivesAsync())
        {
            await tenant.EventuallyAsync(drive.Metadata.Name!, IsSettled);
        }

        await Eventually.TrueAsync(tenant.DrivesAsync, drives => drives.Count > 0 && drives.All(IsSettled), Token, tenant.Deadline);
    }

    /// <summary>Gives drives other user data.</summary>
    public static async Task ChangeAsync(this Tenant tenant, string host, params IEnumerable<string> drives)
    {
        var body = new JsonObject { ["stringData"] = new JsonObject { ["userdata"] = Drives.UserData(host) } };
        foreach (var drive in drives)
        {
            await tenant.Client.CoreV1.PatchNamespacedSecretAsync(
                new V1Patch(body.ToJsonString(), V1Patch.PatchType.MergePatch), drive, tenant.Name, cancellationToken: Token);
        }
    }

    /// <summary>Waits until a drive has settled and its claim holds the user data of a host.</summary>
    public static Task HoldsAsync(this Tenant tenant, string drive, string host) => Eventually.TrueAsync(
        async () => await tenant.DriveAsync(drive) is var found && IsSettled(found)
            && (await tenant.DiskOfAsync(found)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Drives.UserData(host))) >= 0,
        holds => holds,
        Token,
        tenant.Deadline);

    /// <summary>The claim of each drive holds what <c>render</c> makes of the objects, and so does the library.</summary>
    public static async Task AssertHoldsWhatRenderGivesAsync(this Tenant tenant)
    {
        using var rendered = await RenderedDrives.OfAsync(tenant);
        var drives = await tenant.DrivesAsync();
        Assert.NotEmpty(drives);
        // A few at a time: each waits for the disk more than it computes.
        await Parallel.ForEachAsync(drives, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Token }, async (drive, _) =>
        {
            var image = await rendered.ImageAsync(drive.Metadata.Name!, drive.Status!.Revision!);
            RenderedDrives.AssertHolds(await tenant.DiskOfAsync(drive), image);
            var stored = await File.ReadAllBytesAsync(Path.Join(tenant.SecondaryRoot, drive.Status.Secondary!.Path), Token);
            Assert.True(stored.AsSpan().SequenceEqual(image), $"{drive.Status.Secondary.Path} in the library is not what render gives.");
        });
    }

    /// <summary>Waits until a condition of a drive has a reason, and tells its message.</summary>
    public static async Task<string> ReasonAsync(this Tenant tenant, string drive, string condition, string reason)
    {
        var found = await tenant.EventuallyAsync(drive, found => Tenant.Condition(found, condition)?.Reason == reason);
        return Tenant.Condition(found, condition)!.Message;
    }

    private static async Task<byte[]> DiskOfAsync(this Tenant tenant, V1Alpha1ConfigDrive drive) =>
        await tenant.DiskAsync(await tenant.ClaimAsync(drive.Status!.Primary!.ClaimName));
}
