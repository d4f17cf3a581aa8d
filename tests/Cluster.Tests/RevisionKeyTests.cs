using System.Net;
using System.Net.Sockets;
using System.Text;
using ConfigDrive.Cluster.Tests.Attachment;
using ConfigDrive.Cluster.Tests.Claims;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.Operator.Api;
using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests;

/// <summary>The Secret with the key of all revisions is deleted, restored, or replaced: what the operator does to drives, and what it says.</summary>
public sealed class RevisionKeyTests
{
    private const string Namespace = "default"; // the operator's
    private const string Secret = "configdrive-operator-revision-key";
    private const string Label = "configdrive.dev/backup=true";
    private const string AnotherKey = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    private static readonly string[] OfGuests = ["virtualmachines/", "persistentvolumeclaims/", "pods/"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Secret_DeletedWhileTheOperatorIsDown_StopsEverything_AndRestored_GoesOnWithoutARender()
    {
        await using var cluster = await FullCluster.StartAsync(Token, auditLevel: "Metadata");
        await using var player = await PlayAsync(cluster);
        var tenant = await cluster.NewTenantAsync();
        var later = await cluster.NewTenantAsync();
        var before = await DeliveredAsync(cluster, tenant);
        var backup = await cluster.ControlPlane.KubectlAsync(["get", "secret", "--namespace", Namespace, "--selector", Label, "--output", "yaml"], input: null, Token);
        await DeleteSecretAsync(cluster.ControlPlane);
        var written = File.GetLastWriteTimeUtc(tenant.ImageOf("web-1"));
        var audit = new AuditLog(cluster.ControlPlane.AuditLogPath);
        var requests = audit.Requests().Count;

        await using var started = cluster.LaunchOperator("--boot-timeout", "1s");
        var lost = await tenant.NotReadyAsync("web-1", "RevisionKeyLost");
        await later.ApplyAsync(Samples.All);
        await later.NotReadyAsync("web-1", "RevisionKeyLost");

        Assert.Equal(before.Status!.Revision, lost.Status!.Revision);
        Assert.Equal("True", Tenant.Condition(lost, "Attached")?.Status);
        Assert.Null(await FindSecretAsync(cluster.Client));
        Assert.DoesNotContain(audit.Requests().Skip(requests), request => request.IsWrite && OfGuests.Contains(request.Resource));
        await ToldAsync(cluster.Client, "RevisionKeyLost");
        Assert.Single(Lines(started.Log, $"{Secret}: RevisionKeyLost: ", "1 ConfigDrives have"));
        Assert.Contains("--accept-new-revision-key", started.Log, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await started.ProbeAsync("/readyz"));
        using var connection = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => connection.ConnectAsync(IPAddress.Loopback, cluster.CopyPort, Token).AsTask());

        // Whoever wants a drive removed need not wait.
        await later.KubectlAsync("delete", "configdrive", "web-1", "--wait=false");
        await later.GoneAsync("web-1");

        requests = audit.Requests().Count;
        await cluster.ControlPlane.KubectlAsync(["apply", "--filename", "-"], backup, Token);
        var after = await tenant.ReadyAsync("web-1");

        Assert.Equal(
            (before.Status.Revision, before.Status.Inputs, before.Status.RevisionKeyID), (after.Status!.Revision, after.Status.Inputs, after.Status.RevisionKeyID));
        Assert.DoesNotContain(audit.Requests().Skip(requests), request => request.Namespace == tenant.Name && (request.Verb == "get" || (request.IsWrite && OfGuests.Contains(request.Resource))));
        Assert.Equal(written, File.GetLastWriteTimeUtc(tenant.ImageOf("web-1")));
        await later.ApplyAsync(Samples.ConfigDrive);
        await later.EventuallyAsync("web-1", drive => drive.Status?.Primary is not null);
    }

    [Fact]
    public async Task Key_LostAndAnotherAccepted_KeepsRevisionsAndDeliveredPasswords()
    {
        await using var cluster = await FullCluster.StartAsync(Token, auditLevel: "Metadata");
        await using var player = await PlayAsync(cluster);
        var (tenant, waiting, bare) = (await cluster.NewTenantAsync(), await cluster.NewTenantAsync(), await cluster.NewTenantAsync());
        await waiting.ApplyStoppedAsync(Samples.All + "  secondaryStorage: {reclaim: OnDelete}\n");
        await bare.ApplyStoppedAsync(Samples.All);
        var before = await DeliveredAsync(cluster, tenant, waiting, bare);
        var (pending, replaced) = (await waiting.DriveAsync("web-1"), await bare.DriveAsync("web-1"));
        await DeleteSecretAsync(cluster.ControlPlane);
        Assert.Equal((true, false), (File.Exists(waiting.ImageOf("web-1")), File.Exists(bare.ImageOf("web-1")))); // reclaimed while the VirtualMachine is stopped
        var audit = new AuditLog(cluster.ControlPlane.AuditLogPath);
        var requests = audit.Requests().Count;

        await using (var started = await cluster.StartOperatorAsync(Token, "--boot-timeout", "1s", "--accept-new-revision-key"))
        {
            var after = await RenewedAsync(tenant, before);
            Assert.Equal(before.Status!.Revision, after.Status!.Revision);
            Assert.False(after.Status.Password!.Pending);
            Assert.Equal(before.Status.Password!.DeliveredTo, after.Status.Password.DeliveredTo);
            var stillPending = await RenewedAsync(waiting, pending);
            Assert.Equal((pending.Status!.Revision, true), (stillPending.Status!.Revision, stillPending.Status.Password!.Pending));
            var other = await RenewedAsync(bare, replaced);
            Assert.NotEqual(replaced.Status!.Revision, other.Status!.Revision);

            Assert.DoesNotContain(
                audit.Requests().Skip(requests),
                request => request.IsWrite && OfGuests.Contains(request.Resource) && (request.Namespace == tenant.Name || request.Namespace == waiting.Name));
            await ToldAsync(cluster.Client, "RevisionKeyAccepted");
            Assert.Single(Lines(started.Log, $"{Secret}: RevisionKeyAccepted: ", "3 ConfigDrives have"));
            Assert.DoesNotContain("omebody else", started.Log, StringComparison.Ordinal);
            Assert.DoesNotContain("InstanceChanged", await tenant.ToldAsync("ConfigDrive"));
            Assert.Equal(0, await started.StopAsync(Token));
        }

        await using var next = await cluster.StartOperatorAsync(Token, "--boot-timeout", "1s");

        // The password that was pending goes to one start, and the one that was delivered to no other.
        await waiting.StartAsync();
        var delivered = await waiting.AttachedAsync(drive => drive.Status!.Password!.DeliveredTo is not null);
        Assert.False(delivered.Status!.Password!.Pending);
        await tenant.StopAsync();
        await tenant.StartAsync();
        await tenant.RunsAsync();
        var claim = (await tenant.InstanceAsync())!["spec"]!["volumes"]!.AsArray().Single(volume => (string?)volume!["name"] == "configdrive")!["persistentVolumeClaim"]!["claimName"];
        Assert.Equal(before.Status.Primary!.ClaimName, (string?)claim);
        Assert.DoesNotContain(Samples.Password, Encoding.Latin1.GetString(await tenant.DiskAsync(await tenant.ClaimAsync((string)claim!))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_WithAnotherKey_IsUsed_AndDrivesKeepTheirRevisionsAndFiles()
    {
        await using var own = await OwnCluster.StartAsync(Token);
        var tenant = await own.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        V1Alpha1ConfigDrive before;
        await using (var first = await own.StartOperatorAsync(Token))
        {
            before = await tenant.ReadyAsync("web-1");
            Assert.Equal(0, await first.StopAsync(Token));
        }

        var written = File.GetLastWriteTimeUtc(tenant.ImageOf("web-1"));
        await DeleteSecretAsync(own.ControlPlane);
        await own.ControlPlane.KubectlAsync(["create", "--filename", "-", "--namespace", Namespace], $$$"""{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "{{{Secret}}}"}, "data": {"key": "{{{AnotherKey}}}"} }""", Token);

        await using var started = await own.StartOperatorAsync(Token, "--audit-interval", "1s");
        var after = await RenewedAsync(tenant, before);

        Assert.Equal((before.Status!.Revision, before.Status.Instance is null), (after.Status!.Revision, after.Status.Instance is null));
        Assert.NotEqual(before.Status.Instance, after.Status.Instance);
        Assert.Equal(written, File.GetLastWriteTimeUtc(tenant.ImageOf("web-1")));
        await ToldAsync(own.Client, "RevisionKeyChanged");
        Assert.Single(Lines(started.Log, $"{Secret}: RevisionKeyChanged: ", "than 1 ConfigDrives"));
        Assert.DoesNotContain("InstanceChanged", await tenant.ToldAsync("ConfigDrive", "Stored"));
        Assert.DoesNotContain("omebody else", started.Log, StringComparison.Ordinal);

        // A file that is damaged now is told from a sound one by the present key, and made again under the same name.
        var image = await File.ReadAllBytesAsync(tenant.ImageOf("web-1"), Token);
        await File.WriteAllBytesAsync(tenant.ImageOf("web-1"), [.. image[..^1], (byte)(image[^1] ^ 1)], Token);
        await Eventually.TrueAsync(() => File.ReadAllBytesAsync(tenant.ImageOf("web-1"), Token), found => found.SequenceEqual(image), Token, tenant.Deadline);
    }

    [Fact]
    public async Task Secret_DeletedOrStrippedWhileTheOperatorRuns_IsPutBack()
    {
        await using var own = await OwnCluster.StartAsync(Token);
        await using var started = await own.StartOperatorAsync(Token);
        var made = await Eventually.TrueAsync<V1Secret?>(() => FindSecretAsync(own.Client), found => found is not null, Token);
        Assert.Equal(
            ["app.kubernetes.io/component=revision-key", "app.kubernetes.io/name=configdrive-operator", Label],
            made!.Metadata.Labels.Select(label => $"{label.Key}={label.Value}").Order());

        await ToldAsync(own.Client, "RevisionKeyCreated");

        await DeleteSecretAsync(own.ControlPlane);
        var again = await Eventually.TrueAsync<V1Secret?>(() => FindSecretAsync(own.Client), found => found is not null && found.Uid() != made.Uid(), Token);
        Assert.Equal(made.Data["key"], again!.Data["key"]);
        await ToldAsync(own.Client, "RevisionKeyDeleted");

        await own.ControlPlane.KubectlAsync("label", "secret", Secret, "--namespace", Namespace, "configdrive.dev/backup-");
        await Eventually.TrueAsync<V1Secret?>(() => FindSecretAsync(own.Client), found => found!.Metadata.Labels.ContainsKey("configdrive.dev/backup"), Token);
    }

    /// <summary>A running guest that has had its password, and an operator that has ended.</summary>
    private static async Task<V1Alpha1ConfigDrive> DeliveredAsync(FullCluster cluster, Tenant tenant, params Tenant[] others)
    {
        await using var first = await cluster.StartOperatorAsync(Token, "--boot-timeout", "1s");
        await tenant.ApplyStoppedAsync(Samples.All);
        await tenant.ReadyAsync("web-1");
        foreach (var other in others)
        {
            await other.ReadyAsync("web-1");
        }

        await tenant.StartAsync();
        var drive = await tenant.AttachedAsync(found => found.Status!.Password!.DeliveredTo is not null && found.Status.Primary?.Revision == found.Status.Revision);
        Assert.Equal(0, await first.StopAsync(Token));
        return drive;
    }

    private static async Task<KubeVirtPlayer> PlayAsync(FullCluster cluster)
    {
        await AttachmentFixture.InstallKubeVirtAsync(cluster);
        return new KubeVirtPlayer(cluster.Client, claim => claim.Annotations()?.ContainsKey("configdrive.dev/filled") is true);
    }

    /// <summary>Waits until a drive is ready under another key.</summary>
    private static Task<V1Alpha1ConfigDrive> RenewedAsync(Tenant tenant, V1Alpha1ConfigDrive before) => tenant.EventuallyAsync(
        "web-1",
        drive => drive.Status!.RevisionKeyID is { } id && id != before.Status!.RevisionKeyID && Tenant.Condition(drive, "Ready")?.Status == "True");

    private static Task<string> DeleteSecretAsync(ControlPlane controlPlane) => controlPlane.KubectlAsync("delete", "secret", Secret, "--namespace", Namespace);

    private static Task<V1Secret?> FindSecretAsync(IKubernetes client) => client.CoreV1.ReadNamespacedSecretAsync(Secret, Namespace, cancellationToken: Token).OrNullAsync();

    /// <summary>Waits until the Secret has one event of a reason.</summary>
    private static Task<int> ToldAsync(IKubernetes client, string reason) => Eventually.TrueAsync(
        async () => (await client.EventsV1.ListNamespacedEventAsync(Namespace, cancellationToken: Token)).Items.Count(told => told.Reason == reason && told.Regarding.Name == Secret),
        count => count == 1,
        Token);

    private static IEnumerable<string> Lines(string log, params string[] parts) => log.Split('\n').Where(line => parts.All(part => line.Contains(part, StringComparison.Ordinal)));
}
