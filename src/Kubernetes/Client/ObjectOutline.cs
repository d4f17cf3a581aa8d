namespace ConfigDrive.Kubernetes.Client;

/// <summary>The little of an object that is read when the rest cannot be.</summary>
internal sealed record ObjectOutline(ObjectOutline.Identity? Metadata)
{
    /// <summary>The little of its metadata.</summary>
    internal sealed record Identity(string? Name, string? Namespace, string? ResourceVersion);
}
