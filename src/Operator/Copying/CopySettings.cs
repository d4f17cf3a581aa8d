using System.Net;

namespace ConfigDrive.Operator.Copying;

/// <summary>What the command line of <c>run</c> says of the copy endpoint.</summary>
internal sealed record CopySettings
{
    /// <summary>Where the endpoint listens.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>Under which URL copy pods reach it; <c>null</c> for that of its Service.</summary>
    public Uri? Url { get; init; }

    /// <summary>Name of the Secret with its certificate.</summary>
    public required string TlsSecret { get; init; }

    /// <summary>The URL that a copy pod is given as its source.</summary>
    public Uri UrlOf(CopyPath path, string operatorNamespace) =>
        new(Url ?? new Uri($"https://{CopyProtocol.Service}.{operatorNamespace}.svc:{CopyProtocol.Port}"), path.ToString());
}
