namespace ConfigDrive.Kubernetes.CustomResources;

/// <summary>A column of <c>kubectl get</c> (<c>additionalPrinterColumns</c>). Columns print in the order of the attributes.</summary>
/// <param name="name">Heading.</param>
/// <param name="jsonPath">JSON path of the value in the object, for example <c>.status.revision</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class PrinterColumnAttribute(string name, string jsonPath) : Attribute
{
    /// <summary>Heading.</summary>
    public string Name { get; } = name;

    /// <summary>JSON path of the value in the object.</summary>
    public string JsonPath { get; } = jsonPath;

    /// <summary>OpenAPI type of the value: <c>string</c>, <c>integer</c>, <c>boolean</c> or <c>date</c>.</summary>
    public string Type { get; init; } = "string";

    /// <summary>Whether the column shows only with <c>-o wide</c>.</summary>
    public bool Wide { get; init; }
}
