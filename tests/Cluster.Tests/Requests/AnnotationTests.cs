using System.Text.Json.Nodes;
using ConfigDrive.Cluster.Tests.Claims;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Requests;

/// <summary>VirtualMachines that ask for a drive, on a cluster with a garbage collector.</summary>
[Collection(ClaimsCollection.Name)]
public sealed class AnnotationTests(ClaimsFixture cluster)
{
    private const string WrittenBySomebody = """
        apiVersion: configdrive.dev/v1alpha1
        kind: ConfigDrive
        metadata: {name: by-hand}
        spec: {virtualMachineRef: {name: web-1}}

        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Annotations_MakeTheDrive_ChangeIt_LeaveWhatOthersWroteInIt_AndDeleteIt()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(AskingMachine.With(AskingMachine.UserData));
        await tenant.ReadyAsync("web-1");
        var made = await tenant.DriveJsonAsync("web-1");
        var machine = await tenant.ObjectAsync("kubevirt.io", "v1", "virtualmachines", "web-1");
        var owner = Assert.Single((JsonArray)made["metadata"]!["ownerReferences"]!)!;
        Assert.Equal(
            ("kubevirt.io/v1", "VirtualMachine", (string?)machine["metadata"]!["uid"], true, true),
            ((string?)owner["apiVersion"], (string?)owner["kind"], (string?)owner["uid"], (bool)owner["controller"]!, (bool)owner["blockOwnerDeletion"]!));
        // The others are the definition's defaults.
        Assert.Equal(["attachment", "guestOS", "userData", "virtualMachineRef"], ((JsonObject)made["spec"]!).Select(field => field.Key).Order(StringComparer.Ordinal));

        await tenant.KubectlAsync("patch", "configdrive", "web-1", "--type=merge", "--patch", """{"spec":{"metadata":{"hostname":"by-hand"},"vendorData":{"inline":"#cloud-config"}}}""");
        await tenant.AnnotateAsync("password-secret=web-1-password", "class=standard");
        var changed = await tenant.SpecAsync(spec => spec["password"] is not null && spec["vendorData"] is null);
        Assert.Equal("standard", (string?)changed["spec"]!["className"]);
        await tenant.AnnotateAsync("user-data-secret-", "class=");
        changed = await tenant.SpecAsync(spec => spec["userData"] is null && spec["className"] is null);
        Assert.Equal("by-hand", (string?)changed["spec"]!["metadata"]!["hostname"]);
        Assert.NotNull(changed["spec"]!["password"]);

        await tenant.AnnotateAsync("class-", "password-secret-");
        await tenant.GoneAsync("web-1");
        await tenant.ToldAsync("VirtualMachine", "ConfigDriveCreated", "ConfigDriveChanged", "ConfigDriveDeleted");
    }

    [Fact]
    public async Task ConfigDrive_ThatSomebodyWrote_WinsWheneverItComes_AndTheVirtualMachineIsToldOnce()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(WrittenBySomebody);
        await tenant.ApplyAsync(AskingMachine.With(AskingMachine.UserData));
        await tenant.ToldAsync("VirtualMachine", "ConfigDriveExists");
        await tenant.ReadyAsync("by-hand");
        await tenant.AnnotateAsync("class=");
        Assert.Null(await tenant.DriveAsync("web-1").OrNullAsync());

        await tenant.KubectlAsync("delete", "configdrive", "by-hand", "--wait=false");
        await tenant.ReadyAsync("web-1");

        await tenant.ApplyAsync(WrittenBySomebody);
        await tenant.GoneAsync("web-1");
        await tenant.ReadyAsync("by-hand");
        await Eventually.TrueAsync(() => tenant.EventsAsync("ConfigDriveExists"), count => count == 1, Token);
    }

    [Fact]
    public async Task ConfigDrive_OfTheVirtualMachinesNameForAnother_IsNotTouched()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(WrittenBySomebody.With("by-hand", "web-1").With("{virtualMachineRef: {name: web-1}}", "{virtualMachineRef: {name: db-1}}"));
        await tenant.ApplyAsync(AskingMachine.With(AskingMachine.UserData));

        await tenant.ToldAsync("VirtualMachine", "ConfigDriveExists");
        Assert.Equal("db-1", (await tenant.DriveAsync("web-1")).Spec.VirtualMachineRef.Name);

        await tenant.KubectlAsync("delete", "configdrive", "web-1", "--wait=false");
        await tenant.SpecAsync(spec => (string?)spec["virtualMachineRef"]!["name"] == "web-1");
    }

    [Fact]
    public async Task Annotation_ThatIsWrong_IsAnEvent_MakesNothing_AndLeavesADriveAsItWas()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(AskingMachine.With(AskingMachine.UserData, "configdrive.dev/pasword-secret: web-1-password"));
        await tenant.ToldAsync("VirtualMachine", "InvalidAnnotation");
        Assert.Null(await tenant.DriveAsync("web-1").OrNullAsync());

        await tenant.AnnotateAsync("pasword-secret-");
        await tenant.ReadyAsync("web-1");

        await tenant.AnnotateAsync("user-data-secret=", "class=standard");
        await Eventually.TrueAsync(() => tenant.EventsAsync("InvalidAnnotation"), count => count == 2, Token);
        var spec = (await tenant.DriveJsonAsync("web-1"))["spec"]!;
        Assert.Equal(("web-1-userdata", null), ((string?)spec["userData"]!["secretKeyRef"]!["name"], (string?)spec["className"]));
    }

    [Fact]
    public async Task VirtualMachine_Deleted_TakesItsDriveWithIt_AndOneOfTheSameNameGetsItsOwn()
    {
        var tenant = await cluster.NewTenantAsync();
        var manifests = AskingMachine.With(AskingMachine.UserData, "configdrive.dev/password-secret: web-1-password");
        await tenant.ApplyAsync(manifests);
        var first = await tenant.ReadyAsync("web-1");
        Assert.NotEmpty(await tenant.ClaimsAsync());

        await tenant.KubectlAsync("delete", "virtualmachine", "web-1");
        await tenant.ApplyAsync(manifests);
        var second = await tenant.EventuallyAsync("web-1", drive => drive.Metadata.Uid != first.Metadata.Uid && Tenant.Condition(drive, "Ready")?.Status == "True");
        Assert.True(second.Status!.Password!.Pending);

        await tenant.KubectlAsync("delete", "virtualmachine", "web-1", "--cascade=foreground");
        await tenant.GoneAsync("web-1");
        await tenant.EventuallyClaimsAsync();
        await Eventually.TrueAsync(tenant.PodsAsync, pods => pods.Count == 0, Token);
        Assert.False(File.Exists(tenant.ImageOf("web-1")));
    }
}
