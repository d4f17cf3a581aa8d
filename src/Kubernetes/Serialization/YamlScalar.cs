using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ConfigDrive.Kubernetes.Serialization;

/// <summary>
/// What a scalar means to kubectl (go-yaml 2, resolve.go): the booleans of YAML 1.1 (<c>yes</c>, <c>on</c>, <c>n</c>), numbers in base 2, 8 and 16 and with
/// underscores, <c>!!binary</c>. A date is a text, and so is what has a tag of its own.
/// </summary>
internal static partial class YamlScalar
{
    private const string Core = "tag:yaml.org,2002:";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="YamlException">The text does not fit its tag, or JSON has no such value.</exception>
    public static JsonValue? ValueOf(Scalar scalar) => Read(scalar) switch
    {
        bool boolean => JsonValue.Create(boolean),
        Int128 integer => integer <= long.MaxValue ? JsonValue.Create((long)integer) : JsonValue.Create((ulong)integer),
        double number => double.IsFinite(number) ? JsonValue.Create(number) : throw Fault(scalar, "JSON has no such number"),
        string text => JsonValue.Create(text),
        _ => null,
    };

    /// <summary>A key as the string that it becomes.</summary>
    /// <exception cref="YamlException">It does not become one.</exception>
    public static string KeyOf(Scalar scalar) => Read(scalar) switch
    {
        string text => text,
        bool boolean => boolean ? "true" : "false",
        Int128 integer when integer <= long.MaxValue => integer.ToString(CultureInfo.InvariantCulture),

        // kubectl writes them in single precision, and others with an exponent.
        double number when number == 0 || double.Abs(number) is >= 0.0001 and < 1000000 => ((float)number).ToString(CultureInfo.InvariantCulture),
        _ => throw Fault(scalar, "this key is not a text: put it in quotes"),
    };

    /// <summary>Whether a text, written plain, is that text again.</summary>
    public static bool IsText(string plain) => plain is not "<<" && Resolve(plain) is string;

    private static object? Read(Scalar scalar)
    {
        var text = scalar.Value;
        if (scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific)
        {
            return scalar is { Style: ScalarStyle.Plain, Tag.IsEmpty: true } ? Resolve(text) : text;
        }

        return (scalar.Tag.Value, Resolve(text)) switch
        {
            ($"{Core}binary", _) => Decode(scalar),
            ($"{Core}bool", bool boolean) => boolean,
            ($"{Core}int", Int128 integer) => integer,
            ($"{Core}float", Int128 integer) => (double)integer,
            ($"{Core}float", double number) => number,
            ($"{Core}null", null) => null,
            ($"{Core}bool" or $"{Core}int" or $"{Core}float" or $"{Core}null", _) => throw Fault(scalar, "the text does not fit its tag"),
            _ => text,
        };
    }

    private static string Decode(Scalar scalar)
    {
        try
        {
            return Strict.GetString(Convert.FromBase64String(scalar.Value));
        }
        catch (FormatException)
        {
            throw Fault(scalar, "!!binary needs base64");
        }
        catch (ArgumentException)
        {
            throw Fault(scalar, "these bytes are not text in UTF-8, which is all that JSON has: use a field for base64");
        }
    }

    /// <summary>What a plain text means: <c>null</c>, <c>bool</c>, <c>Int128</c>, <c>double</c>, or the text itself.</summary>
    private static object? Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => true,
        "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => false,
        ".nan" or ".NaN" or ".NAN" => double.NaN,
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => double.PositiveInfinity,
        "-.inf" or "-.Inf" or "-.INF" => double.NegativeInfinity,
        ['.', ..] => Number(text) ?? (object)text,
        [(>= '0' and <= '9') or '+' or '-', ..] when text.Replace("_", "", StringComparison.Ordinal) is var digits => Integer(digits) ?? Number(digits) ?? (object)text,
        _ => text,
    };

    // strconv.ParseInt with base 0: a leading 0 alone means octal.
    private static Int128? Integer(string text)
    {
        var isNegative = text[0] is '-';
        var (radix, digits) = (text[0] is '-' or '+' ? text[1..] : text) switch
        {
            ['0', 'x' or 'X', .. var rest] => (16u, rest),
            ['0', 'o' or 'O', .. var rest] => (8u, rest),
            ['0', 'b' or 'B', .. var rest] => (2u, rest),
            ['0', .. { Length: > 0 } rest] => (8u, rest),
            var rest => (10u, rest),
        };
        UInt128 value = 0;
        foreach (var digit in digits)
        {
            var next = char.IsAsciiHexDigit(digit) ? (uint)Convert.ToInt32(digit.ToString(), 16) : radix;
            value = (value * radix) + next;
            if (next >= radix || value > ulong.MaxValue)
            {
                return null;
            }
        }

        var integer = isNegative ? -(Int128)value : (Int128)value;
        return digits.Length == 0 || integer < long.MinValue || (integer > long.MaxValue && text[0] is '+') ? null : integer;
    }

    private static double? Number(string text) =>
        Float().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static YamlException Fault(Scalar scalar, string fault) => new(scalar.Start, scalar.End, fault);

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.ExplicitCapture, MatchTimeout.Milliseconds)]
    private static partial Regex Float();
}
