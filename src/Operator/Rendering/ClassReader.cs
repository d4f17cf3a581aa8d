using System.Collections.Concurrent;
using System.Security.Cryptography;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Rendering;

/// <summary>Reads what classes name, once for all their drives.</summary>
internal sealed class ClassReader(ClassCache caches, SourceReader sources, ContentDefaults defaults)
{
    private readonly ConcurrentDictionary<string, Read> read = new(StringComparer.Ordinal);

    /// <summary>As <c>status.classInputs</c>, by the caches; no request is made.</summary>
    public string InputsOf(V1Alpha1ConfigDriveClass? given) => Digest(given, given is null ? [] : VersionsOf(given));

    /// <summary>What a class adds to a drive, and <c>status.classInputs</c> of that.</summary>
    /// <exception cref="ClassFaultException">The class, or something that it names, is missing or wrong.</exception>
    public async Task<(ClassContent? Content, string Inputs)> ReadAsync(V1Alpha1ConfigDriveClass? given, CancellationToken cancellationToken)
    {
        if (given is null)
        {
            return (null, Digest(null, []));
        }

        var name = given.Metadata.Name ?? "";
        if (!read.TryGetValue(name, out var known) || known.Class != Version(given) || !known.Versions.SequenceEqual(VersionsOf(given)))
        {
            known = await FetchAsync(given, cancellationToken);
            read[name] = known;
        }

        return (known.Content, Digest(given, known.Versions));
    }

    private async Task<Read> FetchAsync(V1Alpha1ConfigDriveClass given, CancellationToken cancellationToken)
    {
        try
        {
            var found = await sources.ReadAsync(caches.Namespace, ClassSources.KeysNamedBy(given.Spec), SecretAccess.All, _ => { }, cancellationToken);
            return new Read(Version(given), found.Versions, ClassContent.Resolve(given, found.Contents));
        }
        catch (Exception exception) when (exception is MissingSourceException or InvalidContentException)
        {
            throw new ClassFaultException($"""ConfigDriveClass "{given.Metadata.Name}", which names objects of namespace "{caches.Namespace}": {exception.Message}""");
        }
    }

    private List<SourceVersion> VersionsOf(V1Alpha1ConfigDriveClass given) =>
        [.. ClassSources.KeysNamedBy(given.Spec).Select(each => each.Source).Distinct().Select(source => SourceVersion.Read(source, caches.Find(source)?.Metadata))];

    private static string Version(V1Alpha1ConfigDriveClass given) => $"{given.Metadata.Uid} {given.Metadata.Generation}";

    // Identities, versions and settings: nothing in it is a secret, so it needs no key and stays the same under another one.
    private string Digest(V1Alpha1ConfigDriveClass? given, IReadOnlyList<SourceVersion> versions)
    {
        string?[] parts =
        [
            defaults.VolumeLabel, defaults.AvailabilityZone, defaults.CloudName, defaults.CloudIdentifier,
            given is null ? null : Version(given),
            .. versions.Select(each => $"{each.Source.Kind} {each.Source.Name} {each.Uid} {each.ResourceVersion}"),
        ];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, 8));
    }

    private sealed record Read(string Class, IReadOnlyList<SourceVersion> Versions, ClassContent Content);
}

/// <summary>A class, or something that it names, is missing or wrong: its provider must correct it, and drives keep what they have until then.</summary>
internal sealed class ClassFaultException(string message) : Exception(message);
