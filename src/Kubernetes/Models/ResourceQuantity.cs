using System.Globalization;
using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>
/// A Kubernetes quantity such as <c>16Mi</c>, kept as the user wrote it.
/// Source: k8s.io/apimachinery/pkg/api/resource, quantity.go.
/// </summary>
/// <param name="Text">The quantity as text.</param>
[JsonConverter(typeof(ResourceQuantityJsonConverter))]
public sealed record ResourceQuantity(string Text)
{
    private const string BinaryPrefixes = "KMGTPE";
    private const string DecimalPrefixes = "kMGTPE";

    /// <summary>A quantity of bytes.</summary>
    public static ResourceQuantity OfBytes(long bytes) => new(bytes.ToString(CultureInfo.InvariantCulture));

    /// <summary>The quantity as a whole number, rounded up: bytes, where it is a size.</summary>
    /// <exception cref="FormatException">The text is no quantity, or it is beyond 2^63.</exception>
    public long ToInt64()
    {
        var (digits, factor) = Text switch
        {
            [.. var number, var prefix, 'i'] when BinaryPrefixes.IndexOf(prefix, StringComparison.Ordinal) is >= 0 and var power => (number, Power(1024, power + 1)),
            [.. var number, 'm'] => (number, 0.001m),
            [.. var number, var prefix] when DecimalPrefixes.IndexOf(prefix, StringComparison.Ordinal) is >= 0 and var power => (number, Power(1000, power + 1)),
            _ => (Text, 1m),
        };
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && decimal.Abs(value) <= long.MaxValue / factor
            ? (long)decimal.Ceiling(value * factor)
            : throw new FormatException($"'{Text}' is no quantity such as 16Mi, or it is too large.");
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static decimal Power(decimal value, int exponent) => exponent == 0 ? 1 : value * Power(value, exponent - 1);
}
