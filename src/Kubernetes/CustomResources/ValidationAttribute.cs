namespace ConfigDrive.Kubernetes.CustomResources;

/// <summary>
/// A CEL rule on a type or a field (<c>x-kubernetes-validations</c>, Kubernetes 1.25 and newer; older API servers drop it, so whatever
/// it guards is checked by the controller too).
/// </summary>
/// <param name="rule">The CEL expression; <c>self</c> is the value, <c>oldSelf</c> the former one.</param>
/// <param name="message">What the user reads when the rule does not hold.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, AllowMultiple = true)]
public class ValidationAttribute(string rule, string message) : Attribute
{
    /// <summary>The CEL expression.</summary>
    public string Rule { get; } = rule;

    /// <summary>What the user reads when the rule does not hold.</summary>
    public string Message { get; } = message;
}

/// <summary>The rule that exactly one of some fields of an object is given.</summary>
/// <param name="fields">Their names in JSON.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
public sealed class ExactlyOneOfAttribute(params string[] fields) : ValidationAttribute(
    $"[{string.Join(", ", fields.Select(field => $"has(self.{field})"))}].filter(given, given).size() == 1",
    $"exactly one of {string.Join(", ", fields[..^1])} and {fields[^1]} must be given")
{
    /// <summary>Names of the fields in JSON.</summary>
    public IReadOnlyList<string> Fields { get; } = fields;
}
