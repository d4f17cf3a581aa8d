using System.Net;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.CopyEndpoint;
using ConfigDrive.Operator.MigrationWebhook;
using ConfigDrive.Operator.Rendering;

namespace ConfigDrive.Operator;

/// <summary>The command line of <c>run</c>; the flags (<c>RunOptions</c>) say what each setting means.</summary>
internal sealed record OperatorSettings
{
    /// <summary><c>null</c> for that of the environment.</summary>
    public string? KubeConfig { get; init; }

    public required string SecondaryRoot { get; init; }

    /// <summary>Namespace of the operator's own objects; <c>null</c> for that of the pod or the kubeconfig.</summary>
    public string? OperatorNamespace { get; init; }

    /// <summary>Empty for all.</summary>
    public IReadOnlyList<string> WatchNamespaces { get; init; } = [];

    /// <summary>Which ConfigDrives this operator serves, where several share the namespaces.</summary>
    public LabelSelector Selector { get; init; } = LabelSelector.Everything;

    public required IPEndPoint HealthAddress { get; init; }
    public bool LeaderElection { get; init; }
    public required int Workers { get; init; }

    /// <summary><c>null</c> when drives are only kept in the secondary store and never copied.</summary>
    public CopyPodSettings? CopyPods { get; init; }

    public required CopySettings Copy { get; init; }
    public required PrimaryDefaults Primary { get; init; }

    /// <summary><c>null</c> when there is no webhook.</summary>
    public MigrationWebhookSettings? MigrationWebhook { get; init; }

    /// <summary>Whether a new key of all revisions may take the place of one that is lost.</summary>
    public bool AcceptNewRevisionKey { get; init; }

    public SecretAccess SecretAccess { get; init; }
    public required TimeSpan BootTimeout { get; init; }
    public required TimeSpan AuditInterval { get; init; }
    public required ContentDefaults Defaults { get; init; }
}
