using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Kubernetes.Tests.Client;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Cluster.Tests.Copying;

/// <summary>A namespace with a ConfigDrive <c>web-1</c>, and pods with tokens as a kubelet would ask for.</summary>
internal sealed class CopyTenant(Tenant tenant)
{
    private const string Drive = """
        apiVersion: configdrive.dev/v1alpha1
        kind: ConfigDrive
        metadata: {name: web-1}
        spec:
          virtualMachineRef: {name: web-1}

        """;

    public string Name => tenant.Name;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<CopyTenant> CreateAsync(ClusterFixture cluster)
    {
        var tenant = await cluster.NewTenantAsync();
        var created = new CopyTenant(tenant);
        await created.AddServiceAccountAsync();
        await tenant.ApplyAsync(Drive);
        return created;
    }

    /// <summary>What the controller manager makes in each namespace, which these tests do without.</summary>
    public Task AddServiceAccountAsync() => tenant.ApplyAsync("apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default}\n");

    /// <summary>A pod as the operator makes it for a drive; or almost.</summary>
    public async Task<V1PartialObjectMetadata> CreatePodAsync(string drive = "web-1", string component = "copy", string? ownerUid = null)
    {
        var owner = await tenant.Client.Resource(OperatorResources.ConfigDrives).FindAsync(new(Name, drive), Token);
        var name = $"copy-{Guid.NewGuid():N}";
        await tenant.ApplyAsync($$"""
            apiVersion: v1
            kind: Pod
            metadata:
              name: {{name}}
              labels: {app.kubernetes.io/managed-by: configdrive-operator, app.kubernetes.io/component: {{component}}}
              ownerReferences:
              - {apiVersion: configdrive.dev/v1alpha1, kind: ConfigDrive, name: {{drive}}, uid: {{ownerUid ?? owner!.Metadata.Uid}}, controller: true}
            spec:
              serviceAccountName: default
              automountServiceAccountToken: false
              containers: [{name: copy, image: example.org/configdrive-operator}]

            """);
        return await Pods.GetAsync(new(Name, name), Token);
    }

    public Task DeletePodAsync(V1PartialObjectMetadata pod) => Pods.DeleteAsync(NamespacedName.Of(pod), new V1DeleteOptions { GracePeriodSeconds = 0 }, Token);

    /// <summary>A token, bound to a pod unless that is <c>null</c>.</summary>
    public async Task<string> TokenAsync(V1PartialObjectMetadata? pod, string audience = "configdrive.dev")
    {
        var spec = new TokenRequestSpec
        {
            Audiences = [audience],
            ExpirationSeconds = 600,
            BoundObjectRef = pod is null ? null : new V1ObjectReference { ApiVersion = "v1", Kind = "Pod", Name = pod.Metadata.Name, Uid = pod.Metadata.Uid },
        };
        return await tenant.Client.TokenAsync(new(Name, "default"), spec, Token);
    }

    private ResourceClient<V1PartialObjectMetadata> Pods => tenant.Client.Metadata(Resources.Pods);
}
