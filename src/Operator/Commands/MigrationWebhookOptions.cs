using System.CommandLine;
using System.Net;
using ConfigDrive.Operator.MigrationWebhook;

namespace ConfigDrive.Operator.Commands;

/// <summary>The settings of the webhook that is asked about migrations.</summary>
internal sealed class MigrationWebhookOptions
{
    private readonly Option<IPEndPoint?> listen = AddressOption.CreateOptional(
        "--migration-webhook-listen",
        "Address and port of the webhook that asks migrations to wait while a drive is being changed; without it there is none",
        port: 9443);

    private readonly Option<string?> host = new("--migration-webhook-host")
    {
        Description = "Host name or address by which API servers call the webhook; default: that of the Service configdrive-operator-webhook",
    };

    private readonly Option<string> tlsSecret = new("--migration-webhook-tls-secret")
    {
        Description = "Secret of the operator's namespace with the webhook's tls.crt, tls.key and ca.crt; made and renewed unless another made it",
        DefaultValueFactory = _ => "configdrive-operator-webhook-tls",
    };

    private readonly Option<string?> configuration = new("--migration-webhook-configuration")
    {
        Description = "ValidatingWebhookConfiguration whose caBundle is kept equal to that ca.crt; without it somebody else must do that",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(listen);
        command.Options.Add(host);
        command.Options.Add(tlsSecret);
        command.Options.Add(configuration);
    }

    public MigrationWebhookSettings? Read(ParseResult parsed) => parsed.GetValue(listen) is { } address
        ? new()
        {
            Listen = address,
            Host = parsed.GetValue(host) is { Length: > 0 } given ? given : null,
            TlsSecret = parsed.GetRequiredValue(tlsSecret),
            Configuration = parsed.GetValue(configuration) is { Length: > 0 } name ? name : null,
        }
        : null;
}
