using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Models;

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
    public async Task<V1Pod> CreatePodAsync(string drive = "web-1", string component = "copy", string? ownerUid = null)
    {
        var owner = await tenant.DriveAsync(drive).OrNullAsync();
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
        return await tenant.Client.CoreV1.ReadNamespacedPodAsync(name, Name, cancellationToken: Token);
    }

    public Task DeletePodAsync(V1Pod pod) =>
        tenant.Client.CoreV1.DeleteNamespacedPodAsync(pod.Name(), Name, gracePeriodSeconds: 0, cancellationToken: Token);

    /// <summary>A token, bound to a pod unless that is <c>null</c>.</summary>
    public async Task<string> TokenAsync(V1Pod? pod, string audience = "configdrive.dev")
    {
        var request = new Authenticationv1TokenRequest
        {
            Spec = new V1TokenRequestSpec
            {
                Audiences = [audience],
                ExpirationSeconds = 600,
                BoundObjectRef = pod is null
                    ? null
                    : new V1BoundObjectReference { ApiVersion = "v1", Kind = "Pod", Name = pod.Name(), Uid = pod.Uid() },
            },
        };
        var answer = await tenant.Client.CoreV1.CreateNamespacedServiceAccountTokenAsync(request, "default", Name, cancellationToken: Token);
        return answer.Status.Token;
    }
}
