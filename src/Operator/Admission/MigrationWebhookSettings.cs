using System.Net;

namespace ConfigDrive.Operator.Admission;

/// <summary>What the command line of <c>run</c> says of the webhook that is asked about migrations.</summary>
internal sealed record MigrationWebhookSettings
{
    /// <summary>Where the webhook listens.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>Host name or address by which API servers call it; <c>null</c> for that of its Service.</summary>
    public string? Host { get; init; }

    /// <summary>Name of the Secret with its certificate.</summary>
    public required string TlsSecret { get; init; }

    /// <summary>The ValidatingWebhookConfiguration whose <c>caBundle</c> is kept; <c>null</c> when somebody else does.</summary>
    public string? Configuration { get; init; }
}
