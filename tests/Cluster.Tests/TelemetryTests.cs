using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests;

public sealed class TelemetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MetricsTracesAndLogs_WhenTheVariablesAskForThem_ReachAnOtlpReceiver()
    {
        await using var receiver = new OtlpReceiver();
        await using var own = await OwnCluster.StartAsync(Token);
        var environment = new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
            ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "60000", // what is not taken in time is dropped, and a busy machine takes its time
        };
        await using (var started = await OperatorProcess.StartAsync(own.ControlPlane.KubeConfigPath, own.SecondaryRoot, environment, Token))
        {
            var tenant = await own.NewTenantAsync();
            await tenant.ApplyAsync(Samples.All);
            await tenant.ReadyAsync("web-1");

            // A gauge can only be read while what it measures is there.
            await Eventually.TrueAsync(() => receiver.Metrics.ContainsKey("workqueue_depth"), received => received, Token);

            // Stopping sends what is left.
            Assert.Equal(0, await started.StopAsync(Token));
        }

        Assert.All(
            ["controller_runtime_reconcile_total", "controller_runtime_reconcile_time_seconds", "workqueue_adds_total", "rest_client_requests_total"],
            name => Assert.Contains(name, receiver.Metrics.Keys));
        Assert.Contains("Reconcile configdrive", receiver.Spans.Keys);
        Assert.Contains(receiver.Logs.Keys, text => text.Contains("Started controller configdrive", StringComparison.Ordinal));
        Assert.All([.. receiver.Spans.Keys, .. receiver.Logs.Keys], text => Assert.DoesNotContain(Samples.Password, text, StringComparison.Ordinal));
    }
}
