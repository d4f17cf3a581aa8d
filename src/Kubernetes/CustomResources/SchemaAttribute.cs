namespace ConfigDrive.Kubernetes.CustomResources;

/// <summary>
/// What a field's OpenAPI v3 schema says beyond its C# type (structural schemas of apiextensions.k8s.io/v1).
/// Anything left unset is absent from the schema.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SchemaAttribute : Attribute
{
    /// <summary>OpenAPI type, for a member whose converter hides it.</summary>
    public string? Type { get; init; }

    /// <summary>Default value as JSON text, for example <c>"config-2"</c> with its quotes.</summary>
    public string? Default { get; init; }

    /// <summary>Regular expression (ECMA 262 dialect, not anchored by itself) that a string must match.</summary>
    public string? Pattern { get; init; }

    /// <summary>What matches <see cref="Pattern"/>, in words: "must be …". For messages of a program; the schema does not have it.</summary>
    public string? PatternInWords { get; init; }

    /// <summary>OpenAPI format, for example <c>date-time</c>.</summary>
    public string? Format { get; init; }

    /// <summary>Least number of characters of a string; absent when negative.</summary>
    public int MinLength { get; init; } = -1;

    /// <summary>Greatest number of characters of a string; absent when negative.</summary>
    public int MaxLength { get; init; } = -1;

    /// <summary>Least number of items of a list; absent when negative.</summary>
    public int MinItems { get; init; } = -1;

    /// <summary>Greatest number of items of a list; absent when negative.</summary>
    public int MaxItems { get; init; } = -1;

    /// <summary>Greatest number of entries of a map; absent when negative.</summary>
    public int MaxProperties { get; init; } = -1;

    /// <summary>How lists merge: <c>atomic</c>, <c>set</c> or <c>map</c> (<c>x-kubernetes-list-type</c>).</summary>
    public string? ListType { get; init; }

    /// <summary>Fields that identify an item of a list of type <c>map</c> (<c>x-kubernetes-list-map-keys</c>).</summary>
    public string[] ListMapKeys { get; init; } = [];

    /// <summary>Whether the value is a Kubernetes quantity: an integer or a string (<c>x-kubernetes-int-or-string</c>).</summary>
    public bool IntOrString { get; init; }
}
