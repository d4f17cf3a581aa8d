using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ConfigDrive.Operator.Copying.Certificates;

/// <summary>The names that the endpoint's certificate bears: those by which copy pods call it.</summary>
internal static class CertificateNames
{
    /// <summary>Name of the Service in front of the endpoint.</summary>
    public const string Service = "configdrive-operator-copy";

    /// <summary>The host of the URL that the user gave, or all names of the Service.</summary>
    public static IReadOnlyList<string> Of(Uri? url, string operatorNamespace) => url is not null
        ? [url.IdnHost]
        : [$"{Service}.{operatorNamespace}.svc", Service, $"{Service}.{operatorNamespace}", $"{Service}.{operatorNamespace}.svc.cluster.local"];

    /// <summary>The names as a certificate holds them: addresses are told from host names.</summary>
    public static X509Extension ToExtension(IEnumerable<string> names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                builder.AddIpAddress(address);
            }
            else
            {
                builder.AddDnsName(name);
            }
        }

        return builder.Build();
    }
}
