namespace ConfigDrive.Kubernetes.CustomResources;

/// <summary>Names a custom resource as its CustomResourceDefinition does (apiextensions.k8s.io/v1, <c>spec.names</c>).</summary>
/// <param name="group">API group, for example <c>configdrive.dev</c>.</param>
/// <param name="version">The one served and stored version, for example <c>v1alpha1</c>.</param>
/// <param name="kind">Kind, UpperCamelCase.</param>
/// <param name="plural">Plural as it stands in the URL, lower case.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CustomResourceAttribute(string group, string version, string kind, string plural) : Attribute
{
    /// <summary>API group.</summary>
    public string Group { get; } = group;

    /// <summary>The one served and stored version.</summary>
    public string Version { get; } = version;

    /// <summary>Kind, UpperCamelCase.</summary>
    public string Kind { get; } = kind;

    /// <summary>Plural as it stands in the URL.</summary>
    public string Plural { get; } = plural;

    /// <summary>Short names for the command line.</summary>
    public string[] ShortNames { get; init; } = [];

    /// <summary>Categories, such as <c>all</c>, under which <c>kubectl get</c> lists the kind too.</summary>
    public string[] Categories { get; init; } = [];
}
