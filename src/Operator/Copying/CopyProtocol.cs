using System.Security.Cryptography;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Operator.Copying;

/// <summary>What the copy endpoint and <c>copy</c> agree on (docs/reference/copy-endpoint.md).</summary>
internal static class CopyProtocol
{
    /// <summary>Audience of the tokens that copy pods show. A token for the API server, or for anybody else, is refused.</summary>
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

    /// <summary>Name of the Service in front of the endpoint.</summary>
    public const string Service = "configdrive-operator-copy";

    public const int Port = 8443;
}

/// <summary>
/// What a copy pod asks for: <c>/v1alpha1/namespaces/&lt;namespace&gt;/configdrives/&lt;name&gt;/revisions/&lt;revision&gt;</c>.
/// </summary>
internal sealed record CopyPath(NamespacedName Drive, string Revision)
{
    /// <summary>
    /// Reads the target of a request as it was sent; <c>null</c> when it is not exactly such a path. Nothing is decoded or normalized, so no
    /// spelling can pass for another.
    /// </summary>
    public static CopyPath? Parse(string target) =>
        target.Split('/') is ["", "v1alpha1", "namespaces", var @namespace, "configdrives", var name, "revisions", var revision]
        && LibraryPath.IsAllowed(@namespace) && LibraryPath.IsAllowed(name) && RevisionKey.IsDigest(revision)
            ? new CopyPath(new NamespacedName(@namespace, name), revision)
            : null;

    public override string ToString() => $"/v1alpha1/namespaces/{Drive.Namespace}/configdrives/{Drive.Name}/revisions/{Revision}";
}

/// <summary>
/// The digest by which a copy pod proves that the image is on the claim: HMAC-SHA256 of the image's bytes under a key for this pod and
/// revision alone (<see cref="RevisionKey.CopyKeyFor"/>), in lower-case hexadecimal. Who reads a termination message learns nothing of the image.
/// </summary>
internal static class CopyDigest
{
    public const int KeyBytes = HMACSHA256.HashSizeInBytes;

    public static async Task<string> ComputeAsync(ReadOnlyMemory<byte> key, Stream image, CancellationToken cancellationToken) =>
        Convert.ToHexStringLower(await HMACSHA256.HashDataAsync(key, image, cancellationToken));
}
