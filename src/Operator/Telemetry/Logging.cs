using Microsoft.Extensions.Logging;

namespace ConfigDrive.Operator.Telemetry;

/// <summary>The log: one line an entry on standard error, as log collectors and people expect of a container.</summary>
internal static class Logging
{
    public static ILoggerFactory Create(LogLevel level) => LoggerFactory.Create(builder =>
    {
        builder
            .SetMinimumLevel(level)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            })
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        OpenTelemetryExport.AddTo(builder);
    });
}
