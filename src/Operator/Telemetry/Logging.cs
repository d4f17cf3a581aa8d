namespace ConfigDrive.Operator.Telemetry;

/// <summary>The log: one line an entry on standard error, as log collectors and people expect of a container.</summary>
internal static class Logging
{
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <param name="level">Least level of what is logged.</param>
    /// <param name="format"><c>text</c> or <c>json</c>.</param>
    public static ILoggerFactory Create(LogLevel level, string format) => LoggerFactory.Create(builder =>
    {
        builder.SetMinimumLevel(level).AddFilter("Microsoft", LogLevel.Warning);
        _ = format is "json"
            ? builder.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = Time;
            })
            : builder.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = $"{Time} ";
            });
        builder.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        OpenTelemetryExport.AddTo(builder);
    });
}
