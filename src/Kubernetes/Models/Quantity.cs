using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>
/// A Kubernetes quantity such as <c>16Mi</c>, kept as the user wrote it.
/// Source: k8s.io/apimachinery/pkg/api/resource, quantity.go.
/// </summary>
[JsonConverter(typeof(ResourceQuantityJsonConverter))]
public sealed record ResourceQuantity(string Text)
{
    private const string BinaryPrefixes = "KMGTPE";
    private const string DecimalPrefixes = "kMGTPE";

    public static ResourceQuantity FromBytes(long bytes) => new(bytes.ToString(CultureInfo.InvariantCulture));

    /// <summary>The quantity as a whole number, rounded up: bytes, where it is a size.</summary>
    /// <exception cref="FormatException">The text is not a quantity, or it is beyond 2^63.</exception>
    public long ToInt64() => TryToInt64() ?? throw new FormatException($"'{Text}' is not a quantity such as 16Mi, or it is too large.");

    /// <summary>As <see cref="ToInt64"/>; <c>null</c> when the text is not a quantity, or it is beyond 2^63.</summary>
    public long? TryToInt64()
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
            : null;
    }

    public override string ToString() => Text;

    private static decimal Power(decimal value, int exponent) => exponent == 0 ? 1 : value * Power(value, exponent - 1);
}

/// <summary>Reads a quantity from a JSON string or number and writes it as a string.</summary>
public sealed class ResourceQuantityJsonConverter : JsonConverter<ResourceQuantity>
{
    public override ResourceQuantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => new ResourceQuantity(reader.GetString()!),
        JsonTokenType.Number => new ResourceQuantity(Encoding.UTF8.GetString(reader.ValueSpan)),
        _ => throw new JsonException("A quantity is a string or a number."),
    };

    public override void Write(Utf8JsonWriter writer, ResourceQuantity value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}
