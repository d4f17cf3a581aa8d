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
    /// <inheritdoc/>
    public override string ToString() => Text;
}
