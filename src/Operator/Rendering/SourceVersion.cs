using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Rendering;

/// <summary>Which version of a Secret or ConfigMap was seen.</summary>
/// <param name="Source">The object.</param>
/// <param name="Uid">Its UID; empty when it did not exist.</param>
/// <param name="ResourceVersion">Its resource version; empty when it did not exist.</param>
internal sealed record SourceVersion(SourceObject Source, string Uid, string ResourceVersion)
{
    /// <summary>The version that <paramref name="metadata"/> tells; <c>null</c> stands for an object that does not exist.</summary>
    public static SourceVersion Read(SourceObject source, V1ObjectMeta? metadata) =>
        new(source, metadata?.Uid ?? "", metadata?.ResourceVersion ?? "");
}
