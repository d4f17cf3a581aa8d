using System.CommandLine;

namespace ConfigDrive.Operator.Commands;

/// <summary>The cluster that a command reads, with the rights of whoever runs it.</summary>
internal static class TargetCluster
{
    /// <summary>The option that names it.</summary>
    public static Option<FileInfo?> Option() => Options.Optional<FileInfo>(
        "--kubeconfig", "Kubeconfig; default: $KUBECONFIG, the pod's service account, ~/.kube/config");

    /// <exception cref="InvalidInputException">No cluster is configured.</exception>
    public static KubernetesClient Connect(FileInfo? kubeConfig)
    {
        try
        {
            return new KubernetesClient(KubernetesClientConfiguration.Resolve(kubeConfig?.FullName) with { UserAgent = OperatorIdentity.Name });
        }
        catch (KubeConfigException exception)
        {
            throw new InvalidInputException(exception.Message);
        }
    }

    /// <summary>An object by <c>NAMESPACE/NAME</c>, or by <c>NAME</c> in <paramref name="namespace"/> or that of the kubeconfig's context.</summary>
    /// <exception cref="InvalidInputException">It is neither.</exception>
    public static NamespacedName KeyOf(string name, string? @namespace, KubernetesClient client) => name.Split('/') switch
    {
        [{ Length: > 0 } only] => new NamespacedName(@namespace ?? client.Namespace, only),
        [{ Length: > 0 } own, { Length: > 0 } only] when @namespace is null || @namespace == own => new NamespacedName(own, only),
        [{ Length: > 0 }, { Length: > 0 }] => throw new InvalidInputException($"'{name}' and --namespace {@namespace} name two namespaces: give one"),
        _ => throw new InvalidInputException($"'{name}' is not of the form NAMESPACE/NAME"),
    };
}
