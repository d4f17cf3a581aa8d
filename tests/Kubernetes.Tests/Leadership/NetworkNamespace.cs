using System.Net;
using System.Net.Sockets;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Kubernetes.Tests.Leadership;

/// <summary>A network of its own for a process, joined to ours by one cable that can be cut. What is in the kernel's buffers then stays there, as in a real partition.</summary>
internal sealed class NetworkNamespace : IAsyncDisposable
{
    private static readonly string Suffix = $"{Environment.ProcessId % 100_000}";
    private readonly string name = $"cd-{Suffix}";
    private readonly string cable = $"cdh{Suffix}";
    private readonly string farEnd = $"cdp{Suffix}";
    private readonly TcpListener listener = new(IPAddress.Parse("10.231.77.1"), 0);

    /// <summary>Where the API server is reached from inside.</summary>
    public Uri Server => new($"https://{listener.LocalEndpoint}");

    /// <summary>Sets it up; the test is skipped when this needs rights or programs that are not there.</summary>
    public static async Task<NetworkNamespace> CreateAsync(Uri apiServer, CancellationToken cancellationToken)
    {
        var network = new NetworkNamespace();
        try
        {
            await IpAsync("netns", "add", network.name);
            await IpAsync("link", "add", network.cable, "type", "veth", "peer", "name", network.farEnd);
            await IpAsync("link", "set", network.farEnd, "netns", network.name);
            await IpAsync("addr", "add", "10.231.77.1/30", "dev", network.cable);
            await IpAsync("link", "set", network.cable, "up");
            await IpAsync("netns", "exec", network.name, "ip", "addr", "add", "10.231.77.2/30", "dev", network.farEnd);
            await IpAsync("netns", "exec", network.name, "ip", "link", "set", network.farEnd, "up");
        }
        catch (Exception exception) when (exception is ShellCommandException or System.ComponentModel.Win32Exception)
        {
            await network.DisposeAsync();
            Assert.Skip($"A network namespace needs root and iproute2: {exception.Message}");
        }

        network.listener.Start();
        _ = network.ForwardAsync(apiServer, cancellationToken);
        return network;
    }

    /// <summary>The command line that runs a program inside.</summary>
    public IReadOnlyList<string> Inside(params string[] command) => ["ip", "netns", "exec", name, .. command];

    public Task CutAsync() => IpAsync("link", "set", cable, "down");

    public Task MendAsync() => IpAsync("link", "set", cable, "up");

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        foreach (var command in (string[][])[["netns", "del", name], ["link", "del", cable]])
        {
            try
            {
                await IpAsync(command);
            }
            catch (Exception exception) when (exception is ShellCommandException or System.ComponentModel.Win32Exception)
            {
                // It was never made, or went with the other end.
            }
        }
    }

    private static Task<string> IpAsync(params string[] arguments) => ShellCommand.RunAsync("ip", arguments, input: null, CancellationToken.None);

    private static async Task ForwardAsync(TcpClient from, Uri to, CancellationToken cancellationToken)
    {
        using (from)
        using (var target = new TcpClient())
        {
            try
            {
                await target.ConnectAsync(to.Host, to.Port, cancellationToken);
                await Task.WhenAny(
                    from.GetStream().CopyToAsync(target.GetStream(), cancellationToken), target.GetStream().CopyToAsync(from.GetStream(), cancellationToken));
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // Either end went away.
            }
        }
    }

    private async Task ForwardAsync(Uri to, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                _ = ForwardAsync(await listener.AcceptTcpClientAsync(cancellationToken), to, cancellationToken);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }
}
