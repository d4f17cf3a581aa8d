using System.Text.RegularExpressions;

namespace ConfigDrive.Operator.Library;

/// <summary>
/// Where a VirtualMachine's image is below the root of the secondary store: <c>ConfigDrive/&lt;namespace&gt;/&lt;vm&gt;/configdrive.iso</c>
/// (CloudStack's design page, "ConfigDrive/&lt;vmName&gt;/configdrive.iso"). Made only of names that Kubernetes allows, so that no name can
/// lead out of the store.
/// </summary>
internal sealed partial record LibraryPath(NamespacedName VirtualMachine)
{
    /// <summary>The folder of the library below the root.</summary>
    internal const string Folder = "ConfigDrive";

    private const string FileName = "configdrive.iso";

    /// <summary>The path as it is in a status.</summary>
    public override string ToString() => $"{Folder}/{VirtualMachine.Namespace}/{VirtualMachine.Name}/{FileName}";

    /// <summary>Whether a name may be part of a path: a DNS-1123 subdomain, as every VirtualMachine and namespace has.</summary>
    public static bool IsAllowed(string name) => name.Length <= 253 && Subdomain().IsMatch(name);

    /// <summary>Reads a path from a status; <c>null</c> when it is not a path of the library.</summary>
    public static LibraryPath? Parse(string path) =>
        path.Split('/') is [Folder, var @namespace, var name, FileName] && IsAllowed(@namespace) && IsAllowed(name)
            ? new LibraryPath(new NamespacedName(@namespace, name))
            : null;

    /// <summary>The file below <paramref name="root"/>.</summary>
    /// <exception cref="InvalidOperationException">A name that Kubernetes does not allow.</exception>
    internal string Below(string root) => IsAllowed(VirtualMachine.Namespace) && IsAllowed(VirtualMachine.Name)
        ? Path.Combine(root, ToString())
        : throw new InvalidOperationException($"'{VirtualMachine}' is not the name of a VirtualMachine.");

    [GeneratedRegex($@"\A{NamePattern.Subdomain}\z", RegexOptions.ExplicitCapture, MatchTimeout.Milliseconds)]
    private static partial Regex Subdomain();
}
