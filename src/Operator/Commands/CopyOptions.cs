using System.CommandLine;
using System.Net;
using ConfigDrive.Operator.CopyEndpoint;
using ConfigDrive.Operator.Copying;

namespace ConfigDrive.Operator.Commands;

/// <summary>The settings of the copy endpoint.</summary>
internal sealed class CopyOptions
{
    private readonly Option<IPEndPoint> listen = AddressOption.Create(
        "--copy-listen", "Address and port of the copy endpoint", new IPEndPoint(IPAddress.Any, CopyProtocol.Port));

    private readonly Option<Uri?> url = new("--copy-url")
    {
        Description = "URL under which copy pods reach the copy endpoint; default: that of the Service configdrive-operator-copy",
        CustomParser = argument =>
        {
            var text = argument.Tokens.Single().Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out var url)
                && url.Scheme == Uri.UriSchemeHttps && url is { PathAndQuery: "/", Fragment: "", UserInfo: "" })
            {
                return url;
            }

            argument.AddError($"--copy-url: '{text}' is not of the form https://HOST:PORT.");
            return null;
        },
    };

    private readonly Option<string> tlsSecret = new("--copy-tls-secret")
    {
        Description = "Secret of the operator's namespace with the copy endpoint's tls.crt, tls.key and ca.crt; made and renewed unless another made it",
        DefaultValueFactory = _ => "configdrive-operator-copy-tls",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(listen);
        command.Options.Add(url);
        command.Options.Add(tlsSecret);
    }

    public CopySettings Read(ParseResult parsed) => new()
    {
        Listen = parsed.GetRequiredValue(listen),
        Url = parsed.GetValue(url),
        TlsSecret = parsed.GetRequiredValue(tlsSecret),
    };
}
