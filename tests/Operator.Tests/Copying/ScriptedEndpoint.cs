using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using ConfigDrive.Operator.Certificates;

namespace ConfigDrive.Operator.Tests.Copying;

/// <summary>A server of HTTPS that gives the answers it was told, byte for byte, one a connection; the last one again and again.</summary>
internal sealed class ScriptedEndpoint : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ServingCertificate certificate;
    private readonly Queue<byte[]> answers;
    private readonly Task serving;

    public ScriptedEndpoint(params IEnumerable<byte[]> answers)
    {
        this.answers = new Queue<byte[]>(answers);
        var now = TimeProvider.System.GetUtcNow();
        certificate = ServingCertificate.From(SelfMadeCertificates.Make(["127.0.0.1"], now), now);
        listener.Start();
        serving = ServeAsync();
    }

    public ConcurrentQueue<string> Requests { get; } = [];

    public string AuthoritiesPem => certificate.AuthoritiesPem;

    public string Url => $"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1alpha1/namespaces/a/configdrives/b/revisions/abcdefgh27";

    public static byte[] Text(int status, string text, string headers = "") =>
        Encoding.UTF8.GetBytes($"HTTP/1.1 {status} Text\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(text)}\r\nConnection: close\r\n\r\n{text}");

    public static byte[] Image(byte[] key, int length, byte[] sent) =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConfigDrive-Digest-Key: {Convert.ToBase64String(key)}\r\nConnection: close\r\n\r\n"), .. sent];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await serving;
        listener.Stop();
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                await AnswerAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Context }, stop.Token);
            var request = new byte[8192];
            var read = await stream.ReadAsync(request, stop.Token);
            if (read == 0)
            {
                return; // A client that does not like the certificate says so only now (TLS 1.3).
            }

            Requests.Enqueue(Encoding.ASCII.GetString(request, 0, read));
            await stream.WriteAsync(answers.Count > 1 ? answers.Dequeue() : answers.Peek(), stop.Token);
        }
        catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client broke off.
        }
    }
}
