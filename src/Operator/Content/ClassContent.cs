namespace ConfigDrive.Operator.Content;

/// <summary>What a ConfigDriveClass adds to every drive of it, with its sources read. Contains secrets: its text form shows none.</summary>
internal sealed record ClassContent
{
    public required string Name { get; init; }
    public ClassMetadata Metadata { get; init; } = new();

    /// <summary>Goes before the vendor data of the ConfigDrive.</summary>
    public string? VendorData { get; init; }

    /// <summary>Texts of SSH public keys, in the form of <c>authorized_keys</c>.</summary>
    public IReadOnlyList<string> SshPublicKeys { get; init; } = [];

    /// <summary>Path of a field of the class, for messages.</summary>
    public string FieldOf(string field) => $"""ConfigDriveClass "{Name}": {field}""";

    public override string ToString() => $"{nameof(ClassContent)} of {Name}";

    /// <summary>Reads what a class names.</summary>
    /// <exception cref="MissingSourceException">A Secret or ConfigMap that is not optional, or its key, is missing.</exception>
    /// <exception cref="InvalidContentException">The class breaks a rule, or a source contains something that cannot be used.</exception>
    public static ClassContent Resolve(V1Alpha1ConfigDriveClass given, SourceContents sources)
    {
        if (SpecValidation.Check(given.Spec) is [var error, ..])
        {
            throw new InvalidContentException(error.Field, error.Message);
        }

        const string VendorDataField = "spec.vendorData";
        var vendorData = given.Spec.VendorData is { } source ? sources.ReadText(source, VendorDataField) : null;
        if (string.IsNullOrWhiteSpace(vendorData))
        {
            vendorData = null;
        }
        else
        {
            UserVendorData.Check(vendorData, VendorDataField);
        }

        var keys = given.Spec.SshPublicKeys.Select((key, index) => (Field: $"spec.sshPublicKeys[{index}]", Text: sources.ReadText(key, $"spec.sshPublicKeys[{index}]") ?? "")).ToList();
        var parsed = new AuthorizedKeys();
        keys.ForEach(key => parsed.Add(key.Text, key.Field));
        return new ClassContent
        {
            Name = given.Metadata.Name ?? "",
            Metadata = given.Spec.Metadata,
            VendorData = vendorData,
            SshPublicKeys = [.. keys.Select(key => key.Text)],
        };
    }
}
