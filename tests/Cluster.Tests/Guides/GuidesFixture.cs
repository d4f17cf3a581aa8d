using ConfigDrive.Cluster.Tests.Attachment;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Guides;

/// <summary>The tests that share the cluster on which guides are applied.</summary>
[CollectionDefinition(Name)]
public sealed class GuidesCollection : ICollectionFixture<GuidesFixture>
{
    public const string Name = "Guides";
}

/// <summary>
/// A full cluster with KubeVirt's double, the kinds of other projects, and an operator that puts only Secrets with the label on drives, as the guides promise
/// that their manifests suffice for.
/// </summary>
public sealed class GuidesFixture : IAsyncLifetime
{
    private readonly AttachmentFixture cluster = new();

    public ControlPlane ControlPlane => cluster.Cluster.ControlPlane;

    internal KubeVirtPlayer Player => cluster.Player;

    public async ValueTask InitializeAsync()
    {
        await cluster.InitializeAsync();
        if (await ControlPlane.UnavailableReasonAsync() is null)
        {
            await ForeignKind.ServeAsync(ControlPlane, ForeignKinds.All, CancellationToken.None);
            await cluster.StartOperatorAsync("--secret-access", "Label");
        }
    }

    /// <summary>A fresh namespace for one test.</summary>
    internal Task<Tenant> NewTenantAsync() => cluster.NewTenantAsync();

    public ValueTask DisposeAsync() => cluster.DisposeAsync();
}
