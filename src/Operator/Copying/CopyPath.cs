using ConfigDrive.Kubernetes;
using ConfigDrive.Operator.Reconciling;
using ConfigDrive.Operator.Storage;

namespace ConfigDrive.Operator.Copying;

/// <summary>
/// What a copy pod asks for: <c>/v1alpha1/namespaces/&lt;namespace&gt;/configdrives/&lt;name&gt;/revisions/&lt;revision&gt;</c>.
/// </summary>
/// <param name="Drive">The ConfigDrive.</param>
/// <param name="Revision">The revision of its image.</param>
public sealed record CopyPath(NamespacedName Drive, string Revision)
{
    /// <summary>
    /// Reads the target of a request as it came over the wire; <c>null</c> when it is anything but such a path to the letter. Nothing is decoded
    /// and nothing normalized, so there is nothing to be tricked.
    /// </summary>
    public static CopyPath? Parse(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target.Split('/') is ["", "v1alpha1", "namespaces", var @namespace, "configdrives", var name, "revisions", var revision]
            && LibraryPath.IsAllowed(@namespace) && LibraryPath.IsAllowed(name) && RevisionKey.IsDigest(revision)
            ? new CopyPath(new NamespacedName(@namespace, name), revision)
            : null;
    }

    /// <summary>The path.</summary>
    public override string ToString() => $"/v1alpha1/namespaces/{Drive.Namespace}/configdrives/{Drive.Name}/revisions/{Revision}";
}
