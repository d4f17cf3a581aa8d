using System.Text.RegularExpressions;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content.Validation;

/// <summary>Rules for the reference to the VirtualMachine. Its name becomes part of a path in the library.</summary>
internal static partial class VirtualMachineRules
{
    public static IEnumerable<FieldError> Check(VirtualMachineReference? reference, string field)
    {
        FieldError[] errors = [.. FieldRules.Length(reference?.Name, $"{field}.name", 1, 253)];
        return errors.Length > 0
            ? errors
            : FieldRules.Match(reference!.Name, $"{field}.name", Name(), "the name of a VirtualMachine: lower-case letters, digits, inner hyphens and dots");
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
