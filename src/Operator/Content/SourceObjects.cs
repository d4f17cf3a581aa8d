using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content;

/// <summary>The objects that the content of a ConfigDrive is read from.</summary>
internal static class SourceObjects
{
    /// <summary>
    /// Every Secret and ConfigMap that <paramref name="spec"/> names, optional ones too, each once, in the order of the fields of the spec.
    /// The Secret of the password is among them whether or not the password is due. The spec need not be valid.
    /// </summary>
    public static IEnumerable<SourceObject> Of(ConfigDriveSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return Named(spec).Distinct();
    }

    private static IEnumerable<SourceObject> Named(ConfigDriveSpec spec)
    {
        Source?[] data = [spec.UserData, spec.VendorData, spec.VendorData2, spec.NetworkData?.Source, spec.NetworkConfig];
        foreach (var source in data.Concat(spec.SshPublicKeys).Concat(spec.Files.Select(file => file?.Content)))
        {
            if (source?.SecretKeyRef is { } secret)
            {
                yield return new SourceObject(SourceKind.Secret, secret.Name);
            }

            if (source?.ConfigMapKeyRef is { } configMap)
            {
                yield return new SourceObject(SourceKind.ConfigMap, configMap.Name);
            }
        }

        if (spec.Password?.SecretKeyRef is { } password)
        {
            yield return new SourceObject(SourceKind.Secret, password.Name);
        }
    }
}
