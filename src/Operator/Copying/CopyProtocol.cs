namespace ConfigDrive.Operator.Copying;

/// <summary>What the copy endpoint and <c>copy</c> agree on; docs/reference/copy-endpoint.md tells it as a whole.</summary>
public static class CopyProtocol
{
    /// <summary>Audience of the tokens that copy pods show. A token for the API server, or for anybody else, is worth nothing here.</summary>
    public const string Audience = "configdrive.dev";

    /// <summary>Header of the answer with the key of the digest that proves the copy: base64 of 32 bytes.</summary>
    public const string DigestKeyHeader = "ConfigDrive-Digest-Key";

    /// <summary>Where a copy pod finds its token.</summary>
    public const string TokenFile = "/var/run/secrets/configdrive.dev/token";

    /// <summary>Environment variable of a copy pod with the certificates, in PEM, that it trusts the endpoint by.</summary>
    public const string AuthorityVariable = "CONFIGDRIVE_CA";

    /// <summary>Where the kubelet takes a container's termination message from, unless the pod names another file.</summary>
    public const string TerminationLog = "/dev/termination-log";

    /// <summary>Name of the file on a claim of volume mode <c>Filesystem</c>: the one that KubeVirt looks for.</summary>
    public const string DiskFile = "disk.img";

    /// <summary>Label of copy pods, besides <c>app.kubernetes.io/managed-by</c>.</summary>
    public const string ComponentLabel = "app.kubernetes.io/component";

    /// <summary>Value of <see cref="ComponentLabel"/> of copy pods.</summary>
    public const string Component = "copy";

    /// <summary>Name of the Service in front of the endpoint.</summary>
    public const string Service = "configdrive-operator-copy";

    /// <summary>Port of the endpoint.</summary>
    public const int Port = 8443;
}
