namespace ConfigDrive.Operator.Content;

/// <summary>Where the content of a class comes from.</summary>
internal static class ClassSources
{
    /// <summary>Every Secret and ConfigMap of the operator's namespace that a class names, with each key.</summary>
    public static IEnumerable<(SourceObject Source, string Key)> KeysNamedBy(ConfigDriveClassSpec spec) =>
        SourceObjects.KeysNamedBy(SourcesOf(spec).Select(each => each.Source));

    /// <summary>Every source that <paramref name="spec"/> has, with its path in the class.</summary>
    public static IEnumerable<(string Field, Source Source)> SourcesOf(ConfigDriveClassSpec spec) =>
    [
        .. spec.VendorData is { } vendorData ? [("spec.vendorData", vendorData)] : Array.Empty<(string, Source)>(),
        .. spec.SshPublicKeys.Index().Where(key => key.Item is not null).Select(key => ($"spec.sshPublicKeys[{key.Index}]", key.Item)),
    ];
}
