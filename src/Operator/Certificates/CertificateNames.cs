using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ConfigDrive.Operator.Certificates;

/// <summary>The names in an endpoint's certificate: those by which its clients call it.</summary>
internal static class CertificateNames
{
    /// <summary>The host that the user gave, or all names of the Service in front of the endpoint.</summary>
    public static IReadOnlyList<string> ForEndpoint(string? host, string service, string @namespace) => host is not null
        ? [host]
        : [$"{service}.{@namespace}.svc", service, $"{service}.{@namespace}", $"{service}.{@namespace}.svc.cluster.local"];

    public static IEnumerable<string> Read(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString())));

    /// <summary>The names as an extension, which has addresses apart from host names.</summary>
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
