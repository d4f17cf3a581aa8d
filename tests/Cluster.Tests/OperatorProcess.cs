using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests;

/// <summary>The operator as users run it: a process of its own, told everything by its command line.</summary>
internal sealed class OperatorProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder log = new();

    private OperatorProcess(IEnumerable<string> arguments, string healthAddress, IReadOnlyDictionary<string, string?> environment)
    {
        HealthAddress = healthAddress;
        process = new Process
        {
            StartInfo = new ProcessStartInfo(OperatorCommand.Program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false },
        };
        foreach (var (name, value) in environment)
        {
            process.StartInfo.Environment[name] = value;
        }

        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string HealthAddress { get; }

    public int Id => process.Id;

    /// <summary>Everything that the operator wrote so far.</summary>
    public string Log
    {
        get
        {
            lock (log)
            {
                return log.ToString();
            }
        }
    }

    /// <summary>Starts <c>run</c> and waits until it is ready.</summary>
    public static Task<OperatorProcess> StartAsync(string kubeConfig, string secondaryRoot, CancellationToken cancellationToken, params string[] more) =>
        StartAsync(kubeConfig, secondaryRoot, new Dictionary<string, string?>(), cancellationToken, more);

    /// <summary>The same, with environment variables.</summary>
    public static async Task<OperatorProcess> StartAsync(
        string kubeConfig, string secondaryRoot, IReadOnlyDictionary<string, string?> environment, CancellationToken cancellationToken, params string[] more)
    {
        var started = Launch(kubeConfig, secondaryRoot, environment, more);
        try
        {
            await Eventually.TrueAsync(() => started.ProbeAsync("/readyz"), status => status is HttpStatusCode.OK, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            await started.DisposeAsync();
            throw new TimeoutException($"The operator did not become ready. Its log:\n{started.Log}", exception);
        }

        return started;
    }

    /// <summary>Starts <c>run</c>, and does not wait.</summary>
    public static OperatorProcess Launch(string kubeConfig, string secondaryRoot, IReadOnlyDictionary<string, string?>? environment = null, params string[] more)
    {
        var health = $"127.0.0.1:{FreePort()}";
        return new(["run", "--kubeconfig", kubeConfig, "--secondary-root", secondaryRoot, "--health-address", health, .. more], health, environment ?? new Dictionary<string, string?>());
    }

    /// <summary>Answer of a health endpoint.</summary>
    public async Task<HttpStatusCode> ProbeAsync(string path)
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri($"http://{HealthAddress}{path}"));
        return response.StatusCode;
    }

    /// <summary>Ends the operator as the kubelet does, and tells how it ended.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        Signal.Send(process.Id, Signal.Terminate);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    /// <summary>Ends the operator at once, as a node that fails does.</summary>
    public Task KillAsync(CancellationToken cancellationToken)
    {
        process.Kill();
        return process.WaitForExitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Append(string? line)
    {
        lock (log)
        {
            log.AppendLine(line);
        }
    }
}
