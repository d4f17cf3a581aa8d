using ConfigDrive.Operator.Content.Network;

namespace ConfigDrive.Operator.Content;

/// <summary>Reads the sources of a drive and derives the rest.</summary>
internal sealed class DriveContentResolver
{
    private readonly DriveInputs inputs;
    private readonly ConfigDriveSpec spec;

    /// <summary>Reads of the VirtualMachine only what is in the digest of the inputs.</summary>
    public DriveContentResolver(DriveInputs inputs)
    {
        this.inputs = inputs with { VirtualMachine = VirtualMachineIdentity.WhatContentReads(inputs.VirtualMachine) };
        spec = inputs.ConfigDrive.Spec;
    }

    /// <inheritdoc cref="DriveContent.Resolve"/>
    public DriveContent Resolve()
    {
        if (SpecValidation.Check(spec) is [var error, ..])
        {
            throw new InvalidContentException(error.Field, error.Message);
        }

        var generated = spec.NetworkData?.Generate is { } wanted ? NetworkDataGenerator.Generate(wanted, inputs.VirtualMachine) : null;
        var networkData = NetworkData(generated);
        var userData = UserData();
        var vendorData = VendorData(spec.VendorData, "spec.vendorData");
        var vendorData2 = VendorData(spec.VendorData2, "spec.vendorData2");
        var files = Files();
        var keys = PublicKeys();
        var content = new DriveContent
        {
            VolumeLabel = inputs.Defaults.LabelOf(spec),
            Layouts = spec.Layouts,
            GuestOS = spec.GuestOS,
            Metadata = GuestMetadata.Resolve(inputs, networkData, OncePerInstance(userData, vendorData, vendorData2, files)),
            UserData = userData,
            Class = inputs.Class,
            VendorData = vendorData,
            VendorData2 = vendorData2,
            NetworkData = networkData,
            NetworkConfig = NetworkConfig(generated),
            Devices = Devices(),
            PublicKeys = keys,
            AuthorizedKeys = Encoding.UTF8.GetBytes(string.Join('\n', keys.Select(key => key.Line))),
            Files = files,
            Password = Password(),
            GuestHook = spec.EffectiveGuestHook,
        };
        PasswordRoute.Check(content);
        return content;
    }

    private ReadOnlyMemory<byte>? UserData() =>
        spec.UserData is { } source && inputs.Sources.Read(source, "spec.userData") is { IsEmpty: false } bytes ? bytes : DriveFile.Absent;

    private string? VendorData(Source? source, string field)
    {
        if (source is null || inputs.Sources.ReadText(source, field) is not { } text || string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        UserVendorData.Check(text, field);
        return text;
    }

    // The provider's vendor data is not among them: a changed class must not make new instances of the guests. What is absent counts as empty; each file has its path before it.
    private static IEnumerable<ReadOnlyMemory<byte>> OncePerInstance(
        ReadOnlyMemory<byte>? userData, string? vendorData, string? vendorData2, IEnumerable<InjectedFile> files) =>
    [
        userData ?? default,
        Encoding.UTF8.GetBytes(vendorData ?? ""),
        Encoding.UTF8.GetBytes(vendorData2 ?? ""),
        .. files.SelectMany(file => (ReadOnlyMemory<byte>[])[Encoding.UTF8.GetBytes(file.Path), file.Content]),
    ];

    private ReadOnlyMemory<byte>? NetworkData(NetworkData? generated) =>
        spec.NetworkData is { Generate: null } source && inputs.Sources.ReadText(source, "spec.networkData") is { } text
            ? UserNetworkData.Check(text, "spec.networkData", inputs.VirtualMachine)
            : generated is not null ? NetworkDataWriter.Write(generated) : DriveFile.Absent;

    private ReadOnlyMemory<byte>? NetworkConfig(NetworkData? generated)
    {
        if (spec.NetworkConfig is { } source && inputs.Sources.ReadText(source, "spec.networkConfig") is { } text)
        {
            UserNetworkConfig.Check(text, "spec.networkConfig");
            return inputs.Sources.Read(source, "spec.networkConfig");
        }

        return generated is not null && spec.Layouts.Contains(Layout.NoCloud) ? NetworkConfigWriter.Write(generated) : DriveFile.Absent;
    }

    private IReadOnlyList<NetworkDevice> Devices() =>
    [
        .. VirtualMachineInterfaces.Read(inputs.VirtualMachine)
            .Where(each => each.MacAddress is not null && !string.IsNullOrWhiteSpace(each.Tag))
            .Select(each => new NetworkDevice(each.MacAddress!, each.PciAddress ?? "none", each.Tag!)),
    ];

    private IReadOnlyList<PublicKey> PublicKeys()
    {
        var keys = new AuthorizedKeys();
        foreach (var (index, source) in spec.SshPublicKeys.Index())
        {
            var field = $"spec.sshPublicKeys[{index}]";
            keys.Add(inputs.Sources.ReadText(source, field) ?? "", field);
        }

        foreach (var (index, text) in (inputs.Class?.SshPublicKeys ?? []).Index())
        {
            keys.Add(text, inputs.Class!.FieldOf($"spec.sshPublicKeys[{index}]"));
        }

        return keys.Keys;
    }

    private List<InjectedFile> Files() => spec.Files
        .Select((file, index) => (file.Path, Bytes: inputs.Sources.Read(file.Content, $"spec.files[{index}].content")))
        .Where(file => file.Bytes is not null)
        .Select(file => new InjectedFile(file.Path, file.Bytes!.Value))
        .ToList();

    private GuestPassword? Password()
    {
        const string Field = "spec.password.secretKeyRef";
        return inputs.PasswordDue && spec.Password is { } password && inputs.Sources.ReadText(SourceKind.Secret, password.SecretKeyRef, Field) is { } text
            ? GuestPassword.Read(text, password, inputs.VirtualMachine.Metadata.Name ?? "", Field)
            : null;
    }
}
