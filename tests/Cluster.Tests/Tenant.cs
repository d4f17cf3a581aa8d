using System.Text;
using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests;

/// <summary>A namespace of one test, and what users and tests do in it.</summary>
internal sealed class Tenant
{
    private readonly ControlPlane controlPlane;
    private readonly ResourceClient<V1Alpha1ConfigDrive> drives;

    private Tenant(ControlPlane controlPlane, KubernetesClient client, string secondaryRoot, string name)
    {
        this.controlPlane = controlPlane;
        Client = client;
        SecondaryRoot = secondaryRoot;
        Name = name;
        drives = client.Resource(OperatorResources.ConfigDrives);
    }

    public string Name { get; }

    public KubernetesClient Client { get; }

    public string SecondaryRoot { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Tenant> CreateAsync(ControlPlane controlPlane, KubernetesClient client, string secondaryRoot)
    {
        var created = await client.Resource(Resources.Namespaces).CreateAsync(
            new V1PartialObjectMetadata { ApiVersion = "v1", Kind = "Namespace", Metadata = new V1ObjectMeta { GenerateName = "tenant-" } }, Token);
        return new Tenant(controlPlane, client, secondaryRoot, created.Metadata.Name!);
    }

    /// <summary>The same namespace, seen by an operator with another secondary store.</summary>
    public Tenant WithSecondaryRoot(string secondaryRoot) => new(controlPlane, Client, secondaryRoot, Name);

    /// <summary>Applies manifests as a user does.</summary>
    public Task ApplyAsync(string yaml) =>
        controlPlane.KubectlAsync(["--namespace", Name, "apply", "--validate=false", "--filename", "-"], yaml, Token);

    public Task KubectlAsync(params string[] arguments) => controlPlane.KubectlAsync(["--namespace", Name, .. arguments], input: null, Token);

    public Task<string> KubectlOutputAsync(params string[] arguments) => controlPlane.KubectlAsync(["--namespace", Name, .. arguments], input: null, Token);

    public Task<V1Alpha1ConfigDrive> DriveAsync(string name) => drives.GetAsync(new NamespacedName(Name, name), Token);

    /// <summary>Waits until a ConfigDrive is ready for its present generation.</summary>
    public Task<V1Alpha1ConfigDrive> ReadyAsync(string name) =>
        EventuallyAsync(name, drive => Condition(drive, "Ready")?.Status == "True" && drive.Status?.ObservedGeneration == drive.Metadata.Generation);

    /// <summary>Waits until a ConfigDrive is not ready, for a reason.</summary>
    public Task<V1Alpha1ConfigDrive> NotReadyAsync(string name, string reason) =>
        EventuallyAsync(name, drive => Condition(drive, "Ready") is { Status: "False" } ready && ready.Reason == reason);

    /// <summary>Waits until a ConfigDrive is ready with another revision.</summary>
    public Task<V1Alpha1ConfigDrive> ReadyWithOtherRevisionAsync(string name, string? revision) =>
        EventuallyAsync(name, drive => Condition(drive, "Ready")?.Status == "True" && drive.Status?.Secondary?.Revision is { } stored && stored != revision);

    public Task<V1Alpha1ConfigDrive> EventuallyAsync(string name, Func<V1Alpha1ConfigDrive, bool> condition, TimeSpan? within = null) =>
        Eventually.TrueAsync(() => DriveAsync(name), condition, Token, within ?? TimeSpan.FromSeconds(30));

    public Task GoneAsync(string name) =>
        Eventually.TrueAsync(async () => await drives.FindAsync(new NamespacedName(Name, name), Token) is null, gone => gone, Token);

    /// <summary>The stored image of a VirtualMachine, where the design puts it.</summary>
    public string ImageOf(string virtualMachine) => Path.Combine(SecondaryRoot, "ConfigDrive", Name, virtualMachine, "configdrive.iso");

    /// <summary>The revision that the stored image of a VirtualMachine names, read as a guest reads it.</summary>
    public async Task<string> RevisionOnImageAsync(string virtualMachine) => Encoding.ASCII.GetString(await File.ReadAllBytesAsync(ImageOf(virtualMachine), Token), 33651, 10);

    public static V1Condition? Condition(V1Alpha1ConfigDrive drive, string type) => drive.Status?.Conditions.FirstOrDefault(condition => condition.Type == type);
}
