using System.Globalization;

namespace ConfigDrive.Benchmarks.Reporting;

/// <summary>Figures as people read them.</summary>
internal static class Units
{
    private const double KiB = 1024;
    private const double MiB = 1024 * KiB;

    public static string Of(TimeSpan duration) => duration switch
    {
        { TotalMilliseconds: < 1 } => Text($"{duration.TotalMicroseconds:0.0} µs"),
        { TotalSeconds: < 1 } => Text($"{duration.TotalMilliseconds:0.0} ms"),
        _ => Text($"{duration.TotalSeconds:0.0} s"),
    };

    public static string Bytes(long bytes) => Text($"{bytes:N0} bytes");

    public static string Mebibytes(long bytes) => Text($"{bytes / MiB:0.#} MiB");

    public static string Times(double ratio) => Text($"{ratio:0.#} times");

    public static string Percent(double ratio, string format = "0.#") =>
        $"{(100 * ratio).ToString(format, CultureInfo.InvariantCulture)} %";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
