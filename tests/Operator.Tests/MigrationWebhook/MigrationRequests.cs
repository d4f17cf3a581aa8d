using System.Text.Json;
using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Operator.Tests.MigrationWebhook;

/// <summary>What an API server asks about migrations.</summary>
internal static class MigrationRequests
{
    public static AdmissionRequest Create(string instance) => Create($$$"""{"metadata": {"generateName": "move-"}, "spec": {"vmiName": "{{{instance}}}"}}""", @namespace: "tenant");

    public static AdmissionRequest Create(string json, string @namespace) => new()
    {
        Uid = "1",
        Operation = "CREATE",
        Namespace = @namespace,
        Resource = new GroupVersionResource { Group = "kubevirt.io", Version = "v1", Resource = "virtualmachineinstancemigrations" },
        Object = JsonElement.Parse(json),
    };
}
