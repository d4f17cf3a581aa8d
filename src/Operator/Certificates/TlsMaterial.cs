using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ConfigDrive.Operator.Certificates;

/// <summary>
/// The data of a TLS Secret, in PEM, under the keys that Kubernetes and cert-manager use. A class, so that nothing prints a key by accident.
/// </summary>
internal sealed class TlsMaterial
{
    private const string CertificateKey = "tls.crt";
    private const string PrivateKeyKey = "tls.key";
    private const string AuthorityCertificatesKey = "ca.crt";
    private const string AuthorityPrivateKeyKey = "ca.key";

    /// <summary>The endpoint's certificate, then those that lead to its authority, where somebody else made them.</summary>
    public required string Certificates { get; init; }

    public required string PrivateKey { get; init; }

    /// <summary>The authorities that clients trust: the newest, then former ones.</summary>
    public required string Authorities { get; init; }

    /// <summary>Private key of the first authority; <c>null</c> where somebody else has it.</summary>
    public string? AuthorityPrivateKey { get; init; }

    /// <exception cref="InvalidDataException">A key is missing.</exception>
    public static TlsMaterial Read(IReadOnlyDictionary<string, byte[]>? data)
    {
        return new TlsMaterial
        {
            Certificates = Required(CertificateKey),
            PrivateKey = Required(PrivateKeyKey),
            Authorities = Required(AuthorityCertificatesKey),
            AuthorityPrivateKey = Optional(AuthorityPrivateKeyKey),
        };

        string? Optional(string key) =>
            data is not null && data.TryGetValue(key, out var value) && value.Length > 0 ? Encoding.ASCII.GetString(value) : null;

        string Required(string key) => Optional(key) ?? throw new InvalidDataException($"it has no '{key}'");
    }

    public Dictionary<string, byte[]> ToData()
    {
        var data = new Dictionary<string, byte[]>
        {
            [CertificateKey] = Encoding.ASCII.GetBytes(Certificates),
            [PrivateKeyKey] = Encoding.ASCII.GetBytes(PrivateKey),
            [AuthorityCertificatesKey] = Encoding.ASCII.GetBytes(Authorities),
        };
        if (AuthorityPrivateKey is not null)
        {
            data[AuthorityPrivateKeyKey] = Encoding.ASCII.GetBytes(AuthorityPrivateKey);
        }

        return data;
    }

    /// <summary>The certificates of a text in PEM; at least one.</summary>
    /// <exception cref="InvalidDataException">There is none, or one cannot be read.</exception>
    public static X509Certificate2Collection Parse(string pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException exception)
        {
            throw new InvalidDataException("it contains something that is not a certificate in PEM", exception);
        }

        return certificates.Count > 0 ? certificates : throw new InvalidDataException("it lacks a certificate in PEM");
    }
}
