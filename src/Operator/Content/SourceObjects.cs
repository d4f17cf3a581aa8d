namespace ConfigDrive.Operator.Content;

/// <summary>Where the content of a ConfigDrive comes from. The spec need not be valid.</summary>
internal static class SourceObjects
{
    /// <summary>
    /// Every Secret and ConfigMap that <paramref name="spec"/> names, including optional ones, each once, in the order of the fields of the spec, and
    /// the Secret of the password whether or not that is due.
    /// </summary>
    public static IEnumerable<SourceObject> NamedBy(ConfigDriveSpec spec) => KeysNamedBy(spec).Select(each => each.Source).Distinct();

    /// <summary>As <see cref="NamedBy"/>, with each key that is named of it.</summary>
    public static IEnumerable<(SourceObject Source, string Key)> KeysNamedBy(ConfigDriveSpec spec) =>
        KeysNamedBy(SourcesOf(spec).Select(each => each.Source)).Concat(Named(SourceKind.Secret, spec.Password?.SecretKeyRef));

    /// <summary>Every Secret and ConfigMap that <paramref name="sources"/> name, with each key.</summary>
    public static IEnumerable<(SourceObject Source, string Key)> KeysNamedBy(IEnumerable<Source> sources) =>
        sources.SelectMany(source => Named(SourceKind.Secret, source.SecretKeyRef).Concat(Named(SourceKind.ConfigMap, source.ConfigMapKeyRef)));

    /// <summary>Every source that <paramref name="spec"/> has, with its path in the ConfigDrive.</summary>
    public static IEnumerable<(string Field, Source Source)> SourcesOf(ConfigDriveSpec spec)
    {
        (string, Source?)[] sources =
        [
            ("spec.userData", spec.UserData),
            ("spec.vendorData", spec.VendorData),
            ("spec.vendorData2", spec.VendorData2),
            ("spec.networkData", spec.NetworkData is { Generate: null } given ? given : null),
            ("spec.networkConfig", spec.NetworkConfig),
            .. spec.SshPublicKeys.Index().Select(key => ($"spec.sshPublicKeys[{key.Index}]", key.Item)),
            .. spec.Files.Index().Select(file => ($"spec.files[{file.Index}].content", file.Item?.Content)),
        ];
        return sources.Where(each => each.Item2 is not null)!;
    }

    private static IEnumerable<(SourceObject Source, string Key)> Named(SourceKind kind, KeySelector? selector) =>
        selector is null ? [] : [(new SourceObject(kind, selector.Name), selector.Key)];
}
