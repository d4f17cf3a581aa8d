using ConfigDrive.Kubernetes.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ConfigDrive.Operator.Telemetry;

/// <summary>
/// Exports metrics, traces and logs over OTLP when the standard variables ask for it (OpenTelemetry specification, "Environment Variable
/// Specification" and "OTLP exporter"): an endpoint is set, <c>OTEL_SDK_DISABLED</c> is not true, and the signal's exporter is not
/// <c>none</c>. Without them nothing of the SDK runs.
/// </summary>
internal sealed class OpenTelemetryExport : IDisposable
{
    private const string ServiceName = "configdrive-operator";

    private readonly MeterProvider? metrics;
    private readonly TracerProvider? traces;

    private OpenTelemetryExport(MeterProvider? metrics, TracerProvider? traces)
    {
        this.metrics = metrics;
        this.traces = traces;
    }

    /// <summary>Starts what the variables ask for; disposing it sends what is left.</summary>
    public static OpenTelemetryExport Start() => new(
        IsWanted("METRICS")
            ? Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe).AddMeter(RuntimeMetrics.SourceName, OperatorMetrics.SourceName).AddOtlpExporter().Build()
            : null,
        IsWanted("TRACES")
            ? Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe).AddSource(RuntimeMetrics.SourceName).AddOtlpExporter().Build()
            : null);

    /// <summary>Lets the log be exported too, if the variables ask for it.</summary>
    public static void AddTo(ILoggingBuilder logging)
    {
        if (IsWanted("LOGS"))
        {
            logging.AddOpenTelemetry(options =>
            {
                options.IncludeFormattedMessage = true;
                options.IncludeScopes = true;
                var resource = ResourceBuilder.CreateDefault();
                Describe(resource);
                options.SetResourceBuilder(resource).AddOtlpExporter();
            });
        }
    }

    public void Dispose()
    {
        metrics?.Dispose();
        traces?.Dispose();
    }

    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come after it, and win.
    private static void Describe(ResourceBuilder resource) => resource
        .AddService(ServiceName, serviceVersion: typeof(OpenTelemetryExport).Assembly.GetName().Version?.ToString(3))
        .AddEnvironmentVariableDetector();

    private static bool IsWanted(string signal) =>
        !string.Equals(Read("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)
        && Read($"OTEL_{signal}_EXPORTER") is null or "otlp"
        && (Read("OTEL_EXPORTER_OTLP_ENDPOINT") ?? Read($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT")) is not null;

    private static string? Read(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
