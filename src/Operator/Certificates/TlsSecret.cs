using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ConfigDrive.Operator.Certificates;

/// <summary>
/// The certificate of an endpoint, in a Secret that all replicas share. A missing Secret is created, one that the operator made is renewed, one that
/// somebody else made is only read, and a changed one is used immediately. Replicas may race: the later one uses what the other wrote.
/// </summary>
internal sealed partial class TlsSecret : IDisposable
{
    private readonly ResourceClient<V1Secret> secrets;
    private readonly NamespacedName key;
    private readonly string endpoint;
    private readonly IReadOnlyList<string> names;
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly ObjectKeeper keeper;
    private volatile ServingCertificate? current;
    private string? version;

    /// <summary>Nothing is read yet. The client must write whether or not this process leads.</summary>
    public TlsSecret(KubernetesClient client, NamespacedName key, string endpoint, IReadOnlyList<string> names, ILogger logger, TimeProvider time)
    {
        (this.key, this.endpoint, this.names, this.logger, this.time) = (key, endpoint, names, logger, time);
        secrets = client.Resource(Resources.Secrets);
        keeper = new ObjectKeeper(
            key.Name, client.Metadata(Resources.Secrets), key, RefreshAsync, failure => Log.NotRefreshed(logger, endpoint, failure), logger, time);
    }

    /// <summary>Raised when another certificate was loaded. Handlers must be quick and must not throw.</summary>
    public event EventHandler? Changed;

    /// <summary>The present certificate; <c>null</c> until <see cref="RefreshAsync"/> has succeeded.</summary>
    public ServingCertificate? Known => current;

    /// <exception cref="InvalidOperationException"><see cref="RefreshAsync"/> has not succeeded yet.</exception>
    public ServingCertificate Current => current ?? throw new InvalidOperationException($"The certificate of {endpoint} has not been read yet.");

    /// <summary>Keeps the certificate current until cancelled. While the Secret cannot be read or used, the last good certificate stays.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => keeper.RunAsync(cancellationToken);

    /// <summary>Reads the Secret; makes or renews it when nobody else does.</summary>
    /// <exception cref="InvalidDataException">The Secret was made by somebody else and cannot be used.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var secret = await secrets.FindAsync(key, cancellationToken) ?? await CreateAsync(cancellationToken);
        if (secret.Metadata.Labels?.GetValueOrDefault(Labels.ManagedBy) == OperatorIdentity.Name && Renewed(secret) is { } renewed)
        {
            secret = await ReplaceAsync(secret, renewed, cancellationToken);
        }

        if (secret.Metadata.ResourceVersion != version)
        {
            current = Use(secret);
            version = secret.Metadata.ResourceVersion;
            Log.Loaded(logger, endpoint, key.ToString(), new DateTimeOffset(current.Context.TargetCertificate.NotAfter).ToUniversalTime());
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }

    public void Dispose() => keeper.Dispose();

    private async Task<V1Secret> CreateAsync(CancellationToken cancellationToken)
    {
        var secret = new V1Secret
        {
            Metadata = new V1ObjectMeta { Namespace = key.Namespace, Name = key.Name, Labels = new() { [Labels.ManagedBy] = OperatorIdentity.Name } },
            Type = "kubernetes.io/tls",
            Data = SelfMadeCertificates.Make(names, time.GetUtcNow()).ToData(),
        };
        try
        {
            return await secrets.CreateAsync(secret, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsAlreadyExists)
        {
            return await secrets.GetAsync(key, cancellationToken);
        }
    }

    private async Task<V1Secret> ReplaceAsync(V1Secret secret, TlsMaterial material, CancellationToken cancellationToken)
    {
        var data = material.ToData().Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)Convert.ToBase64String(entry.Value)));
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = secret.Metadata.ResourceVersion },
            ["data"] = new JsonObject(data),
        };
        try
        {
            return await secrets.PatchAsync(key, new MergePatch(patch), cancellationToken: cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsConflict)
        {
            return await secrets.GetAsync(key, cancellationToken);
        }
    }

    private TlsMaterial? Renewed(V1Secret secret) => WithSecretName(() => SelfMadeCertificates.Renew(TlsMaterial.Read(secret.Data), names, time.GetUtcNow()));

    private ServingCertificate Use(V1Secret secret) => WithSecretName(() => ServingCertificate.From(TlsMaterial.Read(secret.Data), time.GetUtcNow()));

    private T WithSecretName<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException(
                $"Secret {key} cannot serve {endpoint}: {exception.Message}. Correct it, or delete it: the operator then creates one.", exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Loaded the certificate of {Endpoint} from Secret {Secret}, valid until {End:u}")]
        public static partial void Loaded(ILogger logger, string endpoint, string secret, DateTimeOffset end);

        [LoggerMessage(2, LogLevel.Warning, "The certificate of {Endpoint} stays as it is: {Failure}")]
        public static partial void NotRefreshed(ILogger logger, string endpoint, string failure);
    }
}

/// <summary>A certificate, ready for handshakes.</summary>
internal sealed record ServingCertificate(SslStreamCertificateContext Context, string AuthoritiesPem)
{
    /// <exception cref="InvalidDataException">It cannot be read, does not fit its key, or has expired.</exception>
    public static ServingCertificate From(TlsMaterial material, DateTimeOffset now)
    {
        try
        {
            var chain = TlsMaterial.Parse(material.Certificates);
            var leaf = X509Certificate2.CreateFromPem(material.Certificates, material.PrivateKey);
            if (CertificateLifetime.HasExpired(leaf, now))
            {
                throw new InvalidDataException($"its certificate ended at {leaf.NotAfter.ToUniversalTime():yyyy-MM-dd'T'HH:mm:ss'Z'}");
            }

            _ = TlsMaterial.Parse(material.Authorities); // Without an authority no client could trust it.
            chain.RemoveAt(0);
            return new ServingCertificate(SslStreamCertificateContext.Create(leaf, chain, offline: true), material.Authorities);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            // The exception's own words may quote what it could not read.
            throw new InvalidDataException("its 'tls.crt' and 'tls.key' are not a certificate and its key in PEM", exception);
        }
    }
}
