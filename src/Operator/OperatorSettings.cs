using System.Net;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.CopyEndpoint;
using ConfigDrive.Operator.MigrationWebhook;

namespace ConfigDrive.Operator;

/// <summary>What the command line of <c>run</c> says.</summary>
internal sealed record OperatorSettings
{
    /// <summary>Kubeconfig; <c>null</c> for what the surroundings offer.</summary>
    public string? KubeConfig { get; init; }

    /// <summary>Where the secondary store's volume is mounted.</summary>
    public required string SecondaryRoot { get; init; }

    /// <summary>Namespace of the operator's own objects; <c>null</c> for that of the pod or the kubeconfig.</summary>
    public string? OperatorNamespace { get; init; }

    /// <summary>The one namespace to serve; <c>null</c> for all.</summary>
    public string? WatchNamespace { get; init; }

    /// <summary>Where the health endpoints listen.</summary>
    public required IPEndPoint HealthAddress { get; init; }

    /// <summary>Whether to work only while holding a Lease.</summary>
    public bool LeaderElection { get; init; }

    /// <summary>How many ConfigDrives are reconciled at once.</summary>
    public required int Workers { get; init; }

    /// <summary>The copy pods; <c>null</c> when drives end in the secondary store, and then nobody copies.</summary>
    public CopyPodSettings? CopyPods { get; init; }

    /// <summary>The copy endpoint.</summary>
    public required CopySettings Copy { get; init; }

    /// <summary>What claims are like where a spec does not say.</summary>
    public required PrimaryDefaults Primary { get; init; }

    /// <summary>The webhook that is asked about migrations; <c>null</c> when there is none.</summary>
    public MigrationWebhookSettings? MigrationWebhook { get; init; }

    /// <summary>After which time a guest without agent counts as booted.</summary>
    public required TimeSpan BootTimeout { get; init; }

    /// <summary>How often the content of the library is checked.</summary>
    public required TimeSpan AuditInterval { get; init; }

    /// <summary>What drives say where neither spec nor VirtualMachine do.</summary>
    public required ContentDefaults Defaults { get; init; }
}
