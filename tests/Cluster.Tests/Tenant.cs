using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Operator.Api;
using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests;

/// <summary>A namespace of one test, and what users and tests do in it.</summary>
internal sealed class Tenant
{
    // For a machine that does much else: no test waits that long where all is well.
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromMinutes(3);

    private readonly ControlPlane controlPlane;

    private Tenant(ControlPlane controlPlane, IKubernetes client, string secondaryRoot, string name, TimeSpan deadline)
    {
        this.controlPlane = controlPlane;
        Client = client;
        SecondaryRoot = secondaryRoot;
        Name = name;
        Deadline = deadline;
    }

    public string Name { get; }

    /// <summary>How long what is waited for here may take.</summary>
    public TimeSpan Deadline { get; }

    public IKubernetes Client { get; }

    public string SecondaryRoot { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Tenant> CreateAsync(ControlPlane controlPlane, IKubernetes client, string secondaryRoot, TimeSpan? deadline = null)
    {
        var created = await client.CoreV1.CreateNamespaceAsync(
            new V1Namespace { Metadata = new V1ObjectMeta { GenerateName = "tenant-" } }, cancellationToken: Token);
        return new Tenant(controlPlane, client, secondaryRoot, created.Name(), deadline ?? DefaultDeadline);
    }

    /// <summary>The same namespace, seen by an operator with another secondary store.</summary>
    public Tenant WithSecondaryRoot(string secondaryRoot) => new(controlPlane, Client, secondaryRoot, Name, Deadline);

    /// <summary>Applies manifests as a user does.</summary>
    public Task ApplyAsync(string yaml, params string[] options) =>
        controlPlane.KubectlAsync(["--namespace", Name, "apply", "--validate=false", "--filename", "-", .. options], yaml, Token);

    public Task KubectlAsync(params string[] arguments) => controlPlane.KubectlAsync(["--namespace", Name, .. arguments], input: null, Token);

    public Task<string> KubectlOutputAsync(params string[] arguments) => controlPlane.KubectlAsync(["--namespace", Name, .. arguments], input: null, Token);

    /// <summary>A custom object of this namespace, as the API server has it.</summary>
    public Task<JsonObject> ObjectAsync(string group, string version, string plural, string name) =>
        Client.CustomObjects.GetNamespacedCustomObjectAsync<JsonObject>(group, version, Name, plural, name, Token);

    public async Task<V1Alpha1ConfigDrive> DriveAsync(string name) =>
        (await ObjectAsync("configdrive.dev", "v1alpha1", "configdrives", name)).Deserialize(ConfigDriveJsonContext.Default.V1Alpha1ConfigDrive)!;

    /// <summary>Waits until a ConfigDrive is ready for its present generation.</summary>
    public Task<V1Alpha1ConfigDrive> ReadyAsync(string name) =>
        EventuallyAsync(name, drive => Condition(drive, "Ready")?.Status == "True" && drive.Status?.ObservedGeneration == drive.Metadata.Generation);

    /// <summary>Waits until a ConfigDrive is not ready, for a reason.</summary>
    public Task<V1Alpha1ConfigDrive> NotReadyAsync(string name, string reason) =>
        EventuallyAsync(name, drive => Condition(drive, "Ready") is { Status: "False" } ready && ready.Reason == reason);

    /// <summary>Waits until a ConfigDrive is ready with another revision.</summary>
    public Task<V1Alpha1ConfigDrive> ReadyWithOtherRevisionAsync(string name, string? revision) =>
        EventuallyAsync(name, drive => Condition(drive, "Ready")?.Status == "True" && drive.Status?.Secondary?.Revision is { } stored && stored != revision);

    public Task<V1Alpha1ConfigDrive> EventuallyAsync(string name, Func<V1Alpha1ConfigDrive, bool> condition) =>
        Eventually.TrueAsync(() => DriveAsync(name), condition, Token, Deadline);

    /// <summary>Waits until objects of a kind have events of these reasons; returns the reasons of all that they have.</summary>
    public async Task<IReadOnlyList<string>> ToldAsync(string kind, params IReadOnlyList<string> reasons) => await Eventually.TrueAsync(
        async () => (await KubectlOutputAsync("get", "events", $"--field-selector=involvedObject.kind={kind}", "--output=jsonpath={.items[*].reason}")).Split(' '),
        told => reasons.All(reason => told.Contains(reason)),
        Token,
        Deadline);

    public Task GoneAsync(string name) =>
        Eventually.TrueAsync(async () => await DriveAsync(name).OrNullAsync() is null, gone => gone, Token, Deadline);

    /// <summary>The stored image of a VirtualMachine, where the design puts it.</summary>
    public string ImageOf(string virtualMachine) => Path.Combine(SecondaryRoot, "ConfigDrive", Name, virtualMachine, "configdrive.iso");

    /// <summary>The revision that the stored image of a VirtualMachine names, read as a guest reads it.</summary>
    public async Task<string> RevisionOnImageAsync(string virtualMachine) => Encoding.ASCII.GetString(await File.ReadAllBytesAsync(ImageOf(virtualMachine), Token), 33651, 10);

    /// <summary>Whether the stored image of a VirtualMachine is of a revision and holds a text.</summary>
    public bool StoredImageHolds(string virtualMachine, string revision, string text)
    {
        var image = File.ReadAllBytes(ImageOf(virtualMachine)).AsSpan();
        return image.IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 && Encoding.ASCII.GetString(image.Slice(33651, 10)) == revision;
    }

    public static Kubernetes.Models.V1Condition? Condition(V1Alpha1ConfigDrive drive, string type) => drive.Status?.Conditions.FirstOrDefault(condition => condition.Type == type);
}
