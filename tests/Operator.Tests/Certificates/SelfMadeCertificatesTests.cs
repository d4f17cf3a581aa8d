using System.Globalization;
using ConfigDrive.Operator.Certificates;

namespace ConfigDrive.Operator.Tests.Certificates;

/// <summary>Certificates through the years, judged by openssl.</summary>
public sealed class SelfMadeCertificatesTests : IDisposable
{
    private const string Host = "configdrive-operator-copy.configdrive-system.svc";
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly IReadOnlyList<string> Names = CertificateNames.ForEndpoint(host: null, "configdrive-operator-copy", "configdrive-system");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("configdrive-certificates-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(Host)]
    [InlineData("configdrive-operator-copy.configdrive-system.svc.cluster.local")]
    [InlineData("configdrive-operator-copy")]
    public async Task Certificate_JustMade_IsTrustedUnderEachNameOfTheService(string host)
    {
        var made = SelfMadeCertificates.Make(Names, Start);

        Assert.Equal((0, ""), await VerifyAsync(made, made.Authorities, Start, "-verify_hostname", host));
        Assert.NotEqual(0, (await VerifyAsync(made, made.Authorities, Start, "-verify_hostname", "example.org")).ExitCode);
    }

    [Theory]
    [InlineData("https://192.0.2.7:8443", "-verify_ip", "192.0.2.7")]
    [InlineData("https://[2001:db8::7]", "-verify_ip", "2001:db8::7")]
    [InlineData("https://copy.example.org", "-verify_hostname", "copy.example.org")]
    public async Task Certificate_ForTheHostOfAUrl_IsTrustedUnderIt(string url, string check, string host)
    {
        var names = CertificateNames.ForEndpoint(new Uri(url).IdnHost, "configdrive-operator-copy", "configdrive-system");
        var made = SelfMadeCertificates.Make(names, Start);

        Assert.Equal((0, ""), await VerifyAsync(made, made.Authorities, Start, check, host));
        Assert.Null(SelfMadeCertificates.Renew(made, names, Start));
    }

    [Fact]
    public async Task Certificate_JustMade_IsForAServerAndEllipticCurve()
    {
        var made = SelfMadeCertificates.Make(Names, Start);

        var (_, text) = await Openssl.RunAsync("x509", "-noout", "-text", "-in", Write("leaf.pem", made.Certificates));
        Assert.Contains("ASN1 OID: prime256v1", text, StringComparison.Ordinal);
        Assert.Contains("TLS Web Server Authentication", text, StringComparison.Ordinal);
        Assert.Contains("CA:FALSE", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(59, false)]
    [InlineData(61, true)]
    [InlineData(400, true)]
    public void Certificate_AfterTwoThirdsOfItsLife_IsRenewedUnderTheSameAuthority(int days, bool renewed)
    {
        var made = SelfMadeCertificates.Make(Names, Start);

        var next = SelfMadeCertificates.Renew(made, Names, Start.AddDays(days));

        Assert.Equal(renewed, next is not null);
        Assert.Equal(made.Authorities, next?.Authorities ?? made.Authorities);
        Assert.NotEqual(made.PrivateKey, next?.PrivateKey);
    }

    [Fact]
    public void Certificate_WhenAnotherNameIsWanted_IsIssuedAnewUnderTheSameAuthority()
    {
        var made = SelfMadeCertificates.Make(Names, Start);

        var next = SelfMadeCertificates.Renew(made, ["copy.example.org"], Start)!;

        Assert.Equal(made.Authorities, next.Authorities);
        Assert.True(TlsMaterial.Parse(next.Certificates)[0].MatchesHostname("copy.example.org"));
    }

    [Fact]
    public async Task Certificate_ThatReplicasBeforeAndAfterAnUpgradeWantForOtherNames_BearsAllUntilItsRenewal()
    {
        string[] before = ["192.0.2.7"];
        string[] after = ["2001:db8::7", "copy.example.org"];

        var both = SelfMadeCertificates.Renew(SelfMadeCertificates.Make(before, Start), after, Start)!;

        Assert.Null(SelfMadeCertificates.Renew(both, before, Start));
        Assert.Null(SelfMadeCertificates.Renew(both, after, Start));
        Assert.Equal((0, ""), await VerifyAsync(both, both.Authorities, Start, "-verify_ip", "192.0.2.7"));
        Assert.Equal((0, ""), await VerifyAsync(both, both.Authorities, Start, "-verify_ip", "2001:db8::7"));
        var renewed = SelfMadeCertificates.Renew(both, after, Start.AddDays(61))!;
        Assert.Equal(after.Order(), CertificateNames.Read(TlsMaterial.Parse(renewed.Certificates)[0]).Order());
    }

    [Fact]
    public async Task Authority_AfterTwoThirdsOfItsLife_IsAnnouncedForADayAndThenIssues()
    {
        var change = Start.AddDays(500);
        var made = SelfMadeCertificates.Renew(SelfMadeCertificates.Make(Names, Start), Names, Start.AddDays(440))!;

        var announced = SelfMadeCertificates.Renew(made, Names, change)!;

        Assert.Equal(made.Certificates, announced.Certificates);
        Assert.Equal(2, TlsMaterial.Parse(announced.Authorities).Count);
        Assert.Null(SelfMadeCertificates.Renew(announced, Names, change.AddHours(23)));

        var next = SelfMadeCertificates.Renew(announced, Names, change.AddHours(25))!;

        Assert.NotEqual(made.Certificates, next.Certificates);
        Assert.Equal(announced.Authorities, next.Authorities);
        // A pod from the day of the announcement asks a replica from after it, and the other way round.
        Assert.Equal((0, ""), await VerifyAsync(next, announced.Authorities, change.AddHours(25)));
        Assert.Equal((0, ""), await VerifyAsync(announced, next.Authorities, change.AddHours(25)));
        Assert.Null(SelfMadeCertificates.Renew(next, Names, change.AddHours(26)));
    }

    [Fact]
    public async Task Authority_OnceTheFormerHasEnded_IsAllThatIsLeft()
    {
        var announced = SelfMadeCertificates.Renew(SelfMadeCertificates.Renew(SelfMadeCertificates.Make(Names, Start), Names, Start.AddDays(440))!, Names, Start.AddDays(500))!;
        var next = SelfMadeCertificates.Renew(announced, Names, Start.AddDays(502))!;

        var kept = SelfMadeCertificates.Renew(next, Names, Start.AddDays(570))!;
        Assert.Equal(2, TlsMaterial.Parse(kept.Authorities).Count);

        var later = SelfMadeCertificates.Renew(kept, Names, Start.AddDays(740))!;
        Assert.Single(TlsMaterial.Parse(later.Authorities));
        Assert.Equal((0, ""), await VerifyAsync(later, later.Authorities, Start.AddDays(740)));
    }

    [Fact]
    public void Authority_ThatHasEndedUnnoticed_IsReplacedOutright()
    {
        var made = SelfMadeCertificates.Make(Names, Start);

        Assert.Single(TlsMaterial.Parse(SelfMadeCertificates.Renew(made, Names, Start.AddDays(800))!.Authorities));
    }

    [Fact]
    public void Certificate_OfSomebodyElse_IsNeverRenewed()
    {
        var ours = SelfMadeCertificates.Make(Names, Start);
        var theirs = SelfMadeCertificates.Make(Names, Start);
        var late = Start.AddYears(3);

        Assert.Null(SelfMadeCertificates.Renew(With(theirs, authorityKey: null), Names, late));
        // A cert-manager that took over our Secret and left our ca.key there.
        Assert.Null(SelfMadeCertificates.Renew(With(theirs, ours.AuthorityPrivateKey), Names, late));
        Assert.NotNull(SelfMadeCertificates.Renew(ours, Names, late));
    }

    [Theory]
    [InlineData("tls.crt")]
    [InlineData("tls.key")]
    [InlineData("ca.crt")]
    public void Certificate_LackingOrBroken_IsRefusedWithoutQuotingIt(string key)
    {
        var data = SelfMadeCertificates.Make(Names, Start).ToData();

        data[key] = "-----BEGIN CERTIFICATE-----\nc2VjcmV0\n-----END CERTIFICATE-----\n"u8.ToArray();
        Assert.DoesNotContain("c2VjcmV0", Assert.Throws<InvalidDataException>(Use).Message, StringComparison.Ordinal);
        data[key] = "nothing"u8.ToArray();
        Assert.Throws<InvalidDataException>(Use);
        data.Remove(key);
        Assert.Contains($"'{key}'", Assert.Throws<InvalidDataException>(Use).Message, StringComparison.Ordinal);

        void Use() => ServingCertificate.From(TlsMaterial.Read(data), Start);
    }

    [Fact]
    public void Certificate_ThatHasEnded_IsRefused() => Assert.Contains(
        "2030-04-01",
        Assert.Throws<InvalidDataException>(() => ServingCertificate.From(SelfMadeCertificates.Make(Names, Start), Start.AddYears(1))).Message,
        StringComparison.Ordinal);

    private static TlsMaterial With(TlsMaterial material, string? authorityKey) => new()
    {
        Certificates = material.Certificates,
        PrivateKey = material.PrivateKey,
        Authorities = material.Authorities,
        AuthorityPrivateKey = authorityKey,
    };

    private async Task<(int ExitCode, string Complaint)> VerifyAsync(TlsMaterial served, string trusted, DateTimeOffset at, params string[] more)
    {
        var leaf = Write("served.pem", served.Certificates);
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var (exitCode, output) = await Openssl.RunAsync(
            ["verify", "-x509_strict", "-purpose", "sslserver", "-no-CApath", "-attime", time, "-CAfile", Write("trusted.pem", trusted), "-untrusted", leaf, .. more, leaf]);
        return (exitCode, exitCode == 0 ? "" : output);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
