namespace ConfigDrive.Kubernetes.CustomResources;

/// <summary>Names a custom resource as its CustomResourceDefinition does (apiextensions.k8s.io/v1, <c>spec.names</c>).</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CustomResourceAttribute(string group, string version, string kind, string plural) : Attribute
{
    public string Group { get; } = group;

    /// <summary>The one served and stored version, for example <c>v1alpha1</c>.</summary>
    public string Version { get; } = version;
    public string Kind { get; } = kind;
    public string Plural { get; } = plural;

    /// <summary>Whether objects are in a namespace, and not in the cluster as a whole.</summary>
    public bool Namespaced { get; init; } = true;
    public string[] ShortNames { get; init; } = [];

    /// <summary>Such as <c>all</c>, under which <c>kubectl get</c> lists the kind too.</summary>
    public string[] Categories { get; init; } = [];
}

/// <summary>A column of <c>kubectl get</c> (<c>additionalPrinterColumns</c>). Columns print in the order of the attributes.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class PrinterColumnAttribute(string name, string jsonPath) : Attribute
{
    public string Name { get; } = name;
    public string JsonPath { get; } = jsonPath;

    /// <summary>OpenAPI type of the value: <c>string</c>, <c>integer</c>, <c>boolean</c> or <c>date</c>.</summary>
    public string Type { get; init; } = "string";

    /// <summary>Whether the column shows only with <c>-o wide</c>.</summary>
    public bool Wide { get; init; }
}

/// <summary>
/// What a field's OpenAPI v3 schema says beyond its C# type (structural schemas of apiextensions.k8s.io/v1), under the schema's own names.
/// What is not set, or is a negative number, is absent from the schema.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SchemaAttribute : Attribute
{
    /// <summary>For a member whose converter hides its type.</summary>
    public string? Type { get; init; }

    /// <summary>JSON text, for example <c>"config-2"</c> with its quotes.</summary>
    public string? Default { get; init; }

    /// <summary>In the dialect of ECMA 262, not anchored by itself.</summary>
    public string? Pattern { get; init; }

    /// <summary>What matches <see cref="Pattern"/>, in words: "must be …". For messages of a program; the schema does not have it.</summary>
    public string? PatternInWords { get; init; }

    /// <summary><c>date-time</c>, say.</summary>
    public string? Format { get; init; }

    /// <summary>Least value of a number.</summary>
    public int Minimum { get; init; } = -1;

    /// <summary>Greatest value of a number.</summary>
    public int Maximum { get; init; } = -1;

    public int MinLength { get; init; } = -1;
    public int MaxLength { get; init; } = -1;
    public int MinItems { get; init; } = -1;
    public int MaxItems { get; init; } = -1;
    public int MaxProperties { get; init; } = -1;

    /// <summary>How lists merge: <c>atomic</c>, <c>set</c> or <c>map</c> (<c>x-kubernetes-list-type</c>).</summary>
    public string? ListType { get; init; }

    /// <summary>Fields that identify an item of a list of type <c>map</c> (<c>x-kubernetes-list-map-keys</c>).</summary>
    public string[] ListMapKeys { get; init; } = [];

    /// <summary>For a quantity: an integer or a string (<c>x-kubernetes-int-or-string</c>).</summary>
    public bool IntOrString { get; init; }
}

/// <summary>
/// A CEL rule on a type or a field (<c>x-kubernetes-validations</c>, Kubernetes 1.25 and newer; older API servers ignore it, so the controller checks it too).
/// </summary>
/// <param name="rule">The CEL expression; <c>self</c> is the value, <c>oldSelf</c> the former one.</param>
/// <param name="message">The message to the user when the rule is broken.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, AllowMultiple = true)]
public class ValidationAttribute(string rule, string message) : Attribute
{
    public string Rule { get; } = rule;
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
