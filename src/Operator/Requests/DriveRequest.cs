using System.Text.RegularExpressions;
using ConfigDrive.Kubernetes.CustomResources;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Requests;

/// <summary>What the annotations of a VirtualMachine ask for.</summary>
/// <param name="Fields">
/// The fields of the spec that they decide (<see cref="RequestedFields.Names"/>), without those that no annotation names; <c>null</c> when there is no annotation.
/// </param>
/// <param name="Faults">What is wrong with them, each with the name of an annotation. Nothing may be made of a request that has any.</param>
internal sealed partial record DriveRequest(JsonObject? Fields, IReadOnlyList<string> Faults)
{
    private const int LongestName = 253;
    private const string KeyInWords = "letters, digits and the characters - _ .";

    private static readonly IReadOnlyList<SourceAnnotation> Sources =
    [
        new(RequestAnnotations.UserDataSecret, RequestedFields.UserData, SourceKind.Secret, "userdata"),
        new(RequestAnnotations.NetworkDataSecret, RequestedFields.NetworkData, SourceKind.Secret, "networkdata"),
        new(RequestAnnotations.SshKeysSecret, RequestedFields.SshPublicKeys, SourceKind.Secret, "authorized_keys"),
        new(RequestAnnotations.PasswordSecret, RequestedFields.Password, SourceKind.Secret, "password"),
        new(RequestAnnotations.VendorDataConfigMap, RequestedFields.VendorData, SourceKind.ConfigMap, "vendordata"),
    ];

    public static DriveRequest Read(V1VirtualMachine virtualMachine)
    {
        var annotations = virtualMachine.Metadata.Annotations ?? [];
        var faults = new List<string>();
        if (annotations.TryGetValue(RequestAnnotations.Class, out var className) && className.Length > 0 && !IsName(className))
        {
            faults.Add($"{RequestAnnotations.Class}: {Echo.One(className)} is not the name of a ConfigDriveClass ({NamePattern.SubdomainInWords}), and not empty");
        }

        var fields = new JsonObject();
        if (className is { Length: > 0 })
        {
            fields[RequestedFields.ClassName] = className;
        }

        foreach (var source in Sources.Where(source => annotations.ContainsKey(source.Annotation)))
        {
            if (Parse(source, annotations[source.Annotation], faults) is { } selector)
            {
                fields[source.Field] = RequestedFields.From(source.Field, source.Kind, selector);
            }
        }

        faults.AddRange(annotations.Keys.Order(StringComparer.Ordinal).Select(MisspeltAs).OfType<string>());
        return new DriveRequest(annotations.Keys.Any(RequestAnnotations.All.Contains) ? fields : null, faults);
    }

    /// <summary>The key that <c>NAME[/KEY]</c> names; <c>null</c>, and a fault more, when it names none.</summary>
    private static KeySelector? Parse(SourceAnnotation source, string value, List<string> faults)
    {
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        var (name, key) = slash < 0 ? (value, source.DefaultKey) : (value[..slash], value[(slash + 1)..]);
        var fault = !IsName(name) ? $"{Echo.One(name)} is not the name of a {source.Kind} ({NamePattern.SubdomainInWords})"
            : key.Length > LongestName || !Key.IsMatch(key) ? $"{Echo.One(key)} is not a key of a {source.Kind} ({KeyInWords})"
            : null;
        if (fault is null)
        {
            return new KeySelector { Name = name, Key = key };
        }

        faults.Add($"{source.Annotation}: {fault}; write {source.Kind.ToString().ToUpperInvariant()} or {source.Kind.ToString().ToUpperInvariant()}/KEY");
        return null;
    }

    /// <summary>
    /// The fault of an annotation that is not known, and looks like one of these. Others are left alone: another version of the operator may know them.
    /// </summary>
    private static string? MisspeltAs(string name)
    {
        const int MostSlips = 4;
        if (!name.StartsWith(RequestAnnotations.Prefix, StringComparison.Ordinal) || RequestAnnotations.All.Contains(name) || Annotations.OnVirtualMachines.Contains(name))
        {
            return null;
        }

        return NearName.Of(name[RequestAnnotations.Prefix.Length..], RequestAnnotations.All.Select(each => each[RequestAnnotations.Prefix.Length..]), MostSlips) is { } near
                ? $"{Echo.One(name)} is not known; did you mean {RequestAnnotations.Prefix}{near}?"
            : name.EndsWith("-secret", StringComparison.Ordinal) || name.EndsWith("-configmap", StringComparison.Ordinal)
                ? $"{Echo.One(name)} is not known; known are {string.Join(", ", RequestAnnotations.All)}"
            : null;
    }

    private static bool IsName(string text) => text.Length <= LongestName && Name.IsMatch(text);

    [GeneratedRegex($@"^{NamePattern.Subdomain}\z", RegexOptions.ExplicitCapture, MatchTimeout.Milliseconds)]
    private static partial Regex Name { get; }

    [GeneratedRegex(@"^[-._a-zA-Z0-9]+\z", RegexOptions.None, MatchTimeout.Milliseconds)]
    private static partial Regex Key { get; }

    private sealed record SourceAnnotation(string Annotation, string Field, SourceKind Kind, string DefaultKey);
}
