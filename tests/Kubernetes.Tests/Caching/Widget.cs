namespace ConfigDrive.Kubernetes.Tests.Caching;

/// <summary>A type that knows more exactly than its schema what its objects look like.</summary>
internal sealed class Widget : IKubernetesObject
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public V1ObjectMeta Metadata { get; set; } = new();

    public required WidgetSpec Spec { get; set; }

    internal sealed record WidgetSpec(int Size, string Colour);
}
