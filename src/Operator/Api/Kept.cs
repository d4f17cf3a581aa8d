using System.Security.Cryptography;

namespace ConfigDrive.Operator.Api;

/// <summary>
/// What the operator keeps in memory of objects that others write: the fields that it reads, each of bounded length. Of ConfigDrives it keeps no long text;
/// what needs all of one reads it again. Used as <see cref="ResourceDefinition{T}.Transform"/>.
/// </summary>
internal static class Kept
{
    /// <summary>Characters of text in a spec that is kept whole; ten thousand such specs have 20 MB.</summary>
    private const int TextCharacters = 1024;

    private const int AnnotationCharacters = 1024;

    /// <summary>How many annotations of an object that the operator does not know are kept by name because theirs begin with the operator's prefix.</summary>
    private const int UnknownAnnotations = 4;

    private static readonly string[] KnownLabels = [Labels.ManagedBy, Labels.Component, Labels.Zone, Labels.PoolRevision];

    private static readonly string[] KnownAnnotations =
    [
        Annotations.ReconcileRequestedAt, Annotations.Added, Annotations.Revision, Annotations.Filled, Annotations.Attempt, Annotations.Template,
        Annotations.ClaimUid, Annotations.DefaultStorageClass, Annotations.DefaultClass,
        RequestAnnotations.Class, RequestAnnotations.UserDataSecret, RequestAnnotations.NetworkDataSecret, RequestAnnotations.SshKeysSecret,
        RequestAnnotations.PasswordSecret, RequestAnnotations.VendorDataConfigMap,
    ];

    /// <summary>An object with the labels and annotations that the operator understands, and without fields that its type does not name.</summary>
    public static T Known<T>(T resource) where T : class, IKubernetesObject
    {
        var metadata = resource.Metadata;
        resource.Metadata = metadata with
        {
            GenerateName = null,
            Labels = metadata.Labels is { } labels ? Pick(labels, KnownLabels) : null,
            Annotations = metadata.Annotations is { } annotations ? KnownOf(annotations) : null,
            ExtensionData = null,
        };
        if (resource is KubernetesObject known)
        {
            known.ExtensionData = null;
        }

        return resource;
    }

    /// <summary>As another of these, and also the labels of some names.</summary>
    public static Func<T, T> WithLabels<T>(Func<T, T> kept, IReadOnlyList<string> names) where T : class, IKubernetesObject => names.Count == 0 ? kept : resource =>
    {
        var labels = resource.Metadata.Labels is { } all ? Pick(all, [.. names, .. KnownLabels]) : null;
        var reduced = kept(resource);
        reduced.Metadata = reduced.Metadata with { Labels = labels };
        return reduced;
    };

    /// <summary>Which object it is, and which version; of a node also its zone.</summary>
    public static V1PartialObjectMetadata Identity(V1PartialObjectMetadata resource)
    {
        Known(resource);
        resource.Metadata = resource.Metadata with { Annotations = null, OwnerReferences = null, Finalizers = null };
        return resource;
    }

    /// <summary>As <see cref="Known"/>; where the spec has long texts, without any (<see cref="V1Alpha1ConfigDrive.OmittedCharacters"/>).</summary>
    public static V1Alpha1ConfigDrive ConfigDrive(V1Alpha1ConfigDrive drive)
    {
        Known(drive);
        var spec = drive.Spec;
        var length = LengthOf(spec.UserData) + LengthOf(spec.VendorData) + LengthOf(spec.VendorData2) + LengthOf(spec.NetworkData) + LengthOf(spec.NetworkConfig)
            + spec.SshPublicKeys.Sum(LengthOf) + spec.Files.Sum(file => (file?.Path?.Length ?? 0) + LengthOf(file?.Content))
            + spec.Metadata.Extra.Sum(extra => extra.Key.Length + (extra.Value?.Length ?? 0));
        return length <= TextCharacters ? drive : drive with
        {
            OmittedCharacters = length,
            Spec = spec with
            {
                UserData = Reference(spec.UserData),
                VendorData = Reference(spec.VendorData),
                VendorData2 = Reference(spec.VendorData2),
                NetworkData = Reference(spec.NetworkData),
                NetworkConfig = Reference(spec.NetworkConfig),
                SshPublicKeys = [.. spec.SshPublicKeys.Where(IsReference)],
                Files = [.. spec.Files.Where(file => IsReference(file?.Content)).Select(file => file with { Path = "" })],
                Metadata = spec.Metadata with { Extra = new Dictionary<string, string>() },
            },
        };
    }

    /// <summary>A ConfigDrive's identity, its revision, and the name of its VirtualMachine.</summary>
    public static ConfigDriveOutline Outline(ConfigDriveOutline drive) => Known(drive).WithoutContent();

    // A misspelt request is told to its user, so its name stays. Whether an object has annotations at all decides how one is added to it: so one more
    // stays. Both without their values.
    private static Dictionary<string, string> KnownOf(Dictionary<string, string> annotations)
    {
        var known = Pick(annotations, KnownAnnotations);
        foreach (var name in annotations.Keys.Where(IsUnknownOfOurs).Order(StringComparer.Ordinal).Take(UnknownAnnotations))
        {
            known[name] = "";
        }

        if (annotations.Keys.FirstOrDefault(name => !known.ContainsKey(name)) is { } other)
        {
            known[other] = "";
        }

        return known;
    }

    private static bool IsUnknownOfOurs(string name) => name.StartsWith(RequestAnnotations.Prefix, StringComparison.Ordinal) && !KnownAnnotations.Contains(name);

    private static Dictionary<string, string> Pick(Dictionary<string, string> all, string[] names) =>
        names.Where(all.ContainsKey).Distinct().ToDictionary(name => name, name => Shorten(all[name] ?? ""));

    // A changed value stays a changed value.
    private static string Shorten(string value) => value.Length <= AnnotationCharacters ? value
        : $"{value[..(AnnotationCharacters / 2)]}… {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))}";

    private static int LengthOf(Source? source) => (source?.Inline?.Length ?? 0) + (source?.Base64?.Length ?? 0);

    private static bool IsReference(Source? source) => source is { SecretKeyRef: not null } or { ConfigMapKeyRef: not null };

    private static T? Reference<T>(T? source) where T : Source => (T?)(source as Source is { } given ? given with { Inline = null, Base64 = null } : null);
}
