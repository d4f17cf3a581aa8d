using ConfigDrive.Cluster.Tests.Attachment;
using ConfigDrive.Cluster.Tests.Claims;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.Operator.Api;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

/// <summary>
/// The running VirtualMachine web-1 of a tenant. KubeVirt is played; the pod that brings the drive to the node is real, and stands for the guest: it
/// reads the drive as qemu's user.
/// </summary>
internal sealed class Guest(EndToEndFixture cluster, Tenant tenant)
{
    private const string Name = "web-1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts it, waits until its drive is known to be there, and tells the claim of that.</summary>
    public async Task<string> StartAsync()
    {
        var claim = await OtherClaimAsync(former: null);
        await tenant.StartAsync();
        await tenant.RunsAsync();
        cluster.KubeVirt.Do(tenant.MachineKey(), InstanceController.ConnectAgent);
        await AttachedAsync(claim);
        return claim;
    }

    /// <summary>Stops it, and waits until its pods are gone.</summary>
    public async Task StopAsync()
    {
        await tenant.StopAsync();
        await Eventually.TrueAsync(tenant.PodsAsync, pods => pods.Count == 0, Token, tenant.Deadline);
    }

    /// <summary>Whether it holds its drive, as one does that has mounted it.</summary>
    public void HoldTray(bool isHeld) => cluster.KubeVirt.Do(tenant.MachineKey(), machine => machine.IsTrayHeld = isHeld);

    /// <summary>The claim that the VirtualMachine names.</summary>
    public async Task<string?> ClaimAsync() => TenantMachines.ClaimIn(await tenant.MachineAsync());

    /// <summary>Waits until the VirtualMachine names another claim, which must be filled by then.</summary>
    public async Task<string> OtherClaimAsync(string? former)
    {
        var name = (await Eventually.TrueAsync(ClaimAsync, claim => claim != former, Token, tenant.Deadline))!;
        var marks = (await tenant.ClaimAsync(name)).Metadata.Annotations;
        Assert.Equal(marks["configdrive.dev/revision"], marks["configdrive.dev/filled"]);
        return name;
    }

    /// <summary>Waits until a claim, with the wanted revision on it, is known to be in the guest.</summary>
    public Task<V1Alpha1ConfigDrive> AttachedAsync(string claim) => tenant.EventuallyAsync(
        Name,
        drive => DriveStates.IsSettled(drive) && drive.Status!.Primary!.ClaimName == claim
            && Tenant.Condition(drive, "Attached")?.Reason == "Attached" && drive.Status.Attached?.Revision == drive.Status.Revision);

    /// <summary>The pod of a claim sees what <c>render</c> gives, with the user data of a host; and may write it, as KubeVirt asks.</summary>
    public async Task AssertReadsAsync(string claim, string host)
    {
        var volume = await Eventually.TrueAsync(
            async () => (await tenant.InstanceAsync())!["status"]!["volumeStatus"]!.AsArray().Named("configdrive"),
            volume => (string?)volume?["phase"] == "Ready" && (string?)volume["persistentVolumeClaimInfo"]!["claimName"] == claim,
            Token,
            tenant.Deadline);
        var pod = (string)volume!["hotplugVolume"]!["attachPodName"]!;
        var told = await tenant.KubectlOutputAsync("exec", pod, "--", "sh", "-c", "id -u && test -w /drive/disk.img && base64 /drive/disk.img");
        var user = told[..told.IndexOf('\n', StringComparison.Ordinal)];
        Assert.Equal("107", user);
        var disk = Convert.FromBase64String(told[user.Length..]);
        using var rendered = await RenderedDrives.OfAsync(tenant);
        RenderedDrives.AssertHolds(disk, await rendered.ImageAsync(Name, (await tenant.ClaimAsync(claim)).Metadata.Annotations["configdrive.dev/revision"]));
        Assert.Equal(Drives.UserData(host), await UserDataAsync(disk));
    }

    /// <summary>The user data as a program of others reads it.</summary>
    private static async Task<string> UserDataAsync(byte[] disk)
    {
        var folder = Directory.CreateTempSubdirectory("configdrive-read-");
        try
        {
            var (image, file) = (Path.Join(folder.FullName, "image"), Path.Join(folder.FullName, "user_data"));
            await File.WriteAllBytesAsync(image, disk, Token);
            string[] arguments = ["-osirrox", "on", "-indev", image, "-extract", "/openstack/latest/user_data", file];
            await ShellCommand.RunAsync("xorriso", arguments, input: null, Token);
            return await File.ReadAllTextAsync(file, Token);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
