using System.Security.Cryptography;
using System.Text;

namespace ConfigDrive.Operator.Storage.Primary;

/// <summary>Names of the claim and the copy pod of a revision: <c>&lt;vm&gt;-configdrive-&lt;revision&gt;</c>.</summary>
internal static class RevisionName
{
    private const int Longest = 253; // DNS-1123 subdomain, as names of claims and pods are
    private const int DigestLength = 8;

    /// <summary>The name; a VirtualMachine whose name is too long for it is shortened, with a digest that keeps it apart from others.</summary>
    public static string Of(string virtualMachine, string revision)
    {
        var suffix = $"-configdrive-{revision}";
        return virtualMachine.Length + suffix.Length <= Longest
            ? virtualMachine + suffix
            : Shorten(virtualMachine, Longest - suffix.Length) + suffix;
    }

    private static string Shorten(string name, int length)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..DigestLength];
        return $"{name[..(length - DigestLength - 1)].TrimEnd('.', '-')}-{digest}";
    }
}
