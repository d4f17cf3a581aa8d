using ConfigDrive.Operator.Certificates;

namespace ConfigDrive.Operator.MigrationWebhook;

/// <summary>Keeps the <c>caBundle</c> of a webhook equal to the authorities of its certificate. It is written only when it differs.</summary>
internal sealed partial class WebhookAuthorities : IDisposable
{
    private readonly ResourceClient<V1ValidatingWebhookConfiguration> configurations;
    private readonly NamespacedName key;
    private readonly string webhook;
    private readonly Func<string?> authorities;
    private readonly ILogger logger;
    private readonly ObjectKeeper keeper;

    /// <summary>Nothing is read yet. The client writes only while this process leads: replicas may differ while a certificate is renewed.</summary>
    public WebhookAuthorities(
        KubernetesClient client, string configuration, string webhook, Func<string?> authorities, ILogger logger, TimeProvider time)
    {
        (this.webhook, this.authorities, this.logger) = (webhook, authorities, logger);
        key = new NamespacedName("", configuration);
        configurations = client.Resource(Resources.ValidatingWebhookConfigurations);
        keeper = new ObjectKeeper(
            "migration-webhook-authorities",
            client.Metadata(Resources.ValidatingWebhookConfigurations),
            key,
            EnsureAsync,
            failure => Log.NotKept(logger, configuration, failure),
            logger,
            time);
    }

    /// <summary>Checks without waiting for a change of the configuration: the certificate has changed.</summary>
    public void RequestCheck() => keeper.RequestCheck();

    public Task RunAsync(CancellationToken cancellationToken) => keeper.RunAsync(cancellationToken);

    /// <summary>Reads it, and writes it if it differs.</summary>
    /// <exception cref="InvalidDataException">There is no such configuration, or no such webhook in it.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (authorities() is not { } bundle)
        {
            return;
        }

        var found = await configurations.FindAsync(key, cancellationToken) ?? throw new InvalidDataException("it does not exist");
        if (PatchFor(found, webhook, bundle) is { } patch)
        {
            await configurations.PatchAsync(key, patch, cancellationToken: cancellationToken);
            Log.Written(logger, key.Name);
        }
    }

    public void Dispose() => keeper.Dispose();

    /// <summary>What makes a webhook trusted by <paramref name="authorities"/>; <c>null</c> when it already is.</summary>
    /// <exception cref="InvalidDataException">There is no such webhook in the configuration.</exception>
    internal static JsonPatch? PatchFor(V1ValidatingWebhookConfiguration configuration, string webhook, string authorities)
    {
        var index = configuration.Webhooks?.FindIndex(candidate => candidate.Name == webhook) ?? -1;
        if (index < 0)
        {
            throw new InvalidDataException($"it has no webhook {webhook}");
        }

        var bundle = Encoding.ASCII.GetBytes(authorities);
        if (configuration.Webhooks![index].ClientConfig?.CaBundle is { } present && present.AsSpan().SequenceEqual(bundle))
        {
            return null;
        }

        var position = index.ToString(CultureInfo.InvariantCulture);
        return new JsonPatch()
            .Test(JsonPatch.Pointer("webhooks", position, "name"), webhook)
            .Add(JsonPatch.Pointer("webhooks", position, "clientConfig", "caBundle"), Convert.ToBase64String(bundle));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Wrote the caBundle of ValidatingWebhookConfiguration {Configuration}")]
        public static partial void Written(ILogger logger, string configuration);

        [LoggerMessage(2, LogLevel.Warning, "Cannot keep the caBundle of ValidatingWebhookConfiguration {Configuration}: {Failure}")]
        public static partial void NotKept(ILogger logger, string configuration, string failure);
    }
}
