using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace ConfigDrive.Kubernetes.Client.Credentials;

/// <summary>
/// A credential that a program prints, such as the plugin of a cloud provider (<c>client.authentication.k8s.io</c>). It is kept until it expires or the server
/// refuses it.
/// </summary>
/// <remarks>The protocol: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins.</remarks>
public sealed class ExecCredential(ExecPlugin plugin, TimeProvider timeProvider) : Credential, IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Entry? cached;
    private volatile X509Certificate2? certificate;

    public override async ValueTask<AuthenticationHeaderValue?> GetHeaderAsync(CancellationToken cancellationToken)
    {
        if (cached is { } valid && valid.Expires > timeProvider.GetUtcNow())
        {
            return valid.Header;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            if (cached is not { } entry || entry.Expires <= timeProvider.GetUtcNow())
            {
                entry = Parse(await RunAsync(cancellationToken));
                certificate = entry.Certificate;
                cached = entry;
            }

            return entry.Header;
        }
        finally
        {
            gate.Release();
        }
    }

    public override X509Certificate2? GetCertificate() => certificate;

    public override X509Certificate2? LastCertificate => certificate;

    public override bool Invalidate()
    {
        cached = null;
        return true;
    }

    public void Dispose() => gate.Dispose();

    private async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(plugin.Command, plugin.Arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var (name, value) in plugin.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] =
            $$$"""{"apiVersion":"{{{JsonEncodedText.Encode(plugin.ApiVersion)}}}","kind":"ExecCredential","spec":{"interactive":false}}""";
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? output
                : throw new InvalidOperationException($"The credential plugin '{plugin.Command}' ended with exit code {process.ExitCode}; see its messages above.");
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException($"The credential plugin '{plugin.Command}' could not be started: {exception.Message}. {plugin.InstallHint}", exception);
        }
    }

    private Entry Parse(string output)
    {
        try
        {
            using var document = JsonDocument.Parse(output);
            var status = document.RootElement.GetProperty("status");
            var expires = status.TryGetProperty("expirationTimestamp", out var at) ? at.GetDateTimeOffset() : DateTimeOffset.MaxValue;
            var header = status.TryGetProperty("token", out var token) ? new AuthenticationHeaderValue("Bearer", token.GetString()) : null;
            var shown = status.TryGetProperty("clientCertificateData", out var pem)
                ? X509Certificate2.CreateFromPem(pem.GetString(), status.GetProperty("clientKeyData").GetString())
                : null;
            return new Entry(header, shown, expires);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or CryptographicException)
        {
            // The output contains the credential, so it is not quoted.
            throw new InvalidOperationException($"The credential plugin '{plugin.Command}' did not print an ExecCredential with a status.", exception);
        }
    }

    private sealed record Entry(AuthenticationHeaderValue? Header, X509Certificate2? Certificate, DateTimeOffset Expires);
}

/// <summary>
/// The program of an <see cref="ExecCredential"/>, with the kubeconfig's fields. The command is looked up in the path unless it contains a slash; the environment is
/// added to that of this process; the hint is for users who lack the program.
/// </summary>
public sealed record ExecPlugin(
    string Command,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string ApiVersion,
    string? InstallHint);
