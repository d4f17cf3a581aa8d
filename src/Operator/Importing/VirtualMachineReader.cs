using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Importing;

/// <summary>
/// Reads what KubeVirt puts on a VirtualMachine's disk for cloud-init (kubevirt/pkg/cloud-init/cloud-init.go). The first such volume counts.
/// </summary>
/// <param name="machine">With its volumes.</param>
/// <param name="identity">The same VirtualMachine.</param>
/// <param name="secrets">The Secrets that it names, by name, as far as they are known.</param>
internal sealed class VirtualMachineReader(
    CloudInitVirtualMachine machine, V1VirtualMachine identity, IReadOnlyDictionary<string, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> secrets)
{
    // As KubeVirt looks for them.
    private static readonly string[] UserDataKeys = ["userdata", "userData"];
    private static readonly string[] NetworkDataKeys = ["networkdata", "networkData"];

    private readonly CloudInitInstanceSpec template = machine.Spec.Template.Spec;
    private readonly List<LeftBehind> left = [];

    /// <summary>The names of the Secrets to read.</summary>
    public static IReadOnlyList<string> SecretsOf(CloudInitVirtualMachine machine) =>
    [
        .. machine.Spec.Template.Spec.Volumes.SelectMany(each => new[] { Source(each)?.SecretRef?.Name, Source(each)?.NetworkDataSecretRef?.Name })
            .Concat(machine.Spec.Template.Spec.AccessCredentials.Where(IsOnDisk).Select(SecretOf))
            .OfType<string>().Where(name => name.Length > 0).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Whether the keys are on the disk for cloud-init, so that KubeVirt refuses them without it.</summary>
    public static bool IsOnDisk(AccessCredential credential) => credential.SshPublicKey?.PropagationMethod is { ConfigDrive: not null } or { NoCloud: not null };

    public static string? SecretOf(AccessCredential credential) => credential.SshPublicKey?.Source.Secret?.SecretName;

    /// <exception cref="UnreadableDriveException">There is no such volume, or its base64 is not valid.</exception>
    public ImportedContent Read()
    {
        var volume = template.Volumes.FirstOrDefault(each => Source(each) is not null)
            ?? throw new UnreadableDriveException("it has no volume of the kinds cloudInitNoCloud and cloudInitConfigDrive: there is nothing to import");
        var source = Source(volume)!;
        var isNoCloud = volume.CloudInitNoCloud is not null;
        var network = Bytes(source.NetworkDataSecretRef, NetworkDataKeys, source.NetworkData, source.NetworkDataBase64, "network data");
        foreach (var other in template.Volumes.Where(each => Source(each) is not null && each != volume))
        {
            left.Add(new LeftBehind($"volume {other.Name}", $"KubeVirt takes the first volume for cloud-init alone, {volume.Name}"));
        }

        return new ImportedContent
        {
            Layouts = [isNoCloud ? Layout.NoCloud : Layout.OpenStack],

            // As KubeVirt writes it, in the case that the spec has.
            InstanceID = template.Domain.Firmware?.Uuid is { Length: > 0 } uuid ? uuid : VirtualMachineIdentity.SystemUuid(identity),
            UserData = Bytes(source.SecretRef, UserDataKeys, source.UserData, source.UserDataBase64, "user data"),
            NetworkConfig = isNoCloud ? network : null,
            NetworkData = isNoCloud ? null : network,
            PublicKeySecrets = [.. Keys(isNoCloud)],
            LeftBehind = left,
        };
    }

    private static CloudInitSource? Source(CloudInitVolume volume) => volume.CloudInitNoCloud ?? volume.CloudInitConfigDrive;

    private ImportedSource? Bytes(ObjectName? secret, string[] keys, string? text, string? base64, string what)
    {
        if (secret is { Name.Length: > 0 })
        {
            return FromSecret(secret.Name, keys, what);
        }

        if (text is { Length: > 0 })
        {
            return ImportedSource.Of(text);
        }

        var bytes = new byte[base64?.Length ?? 0];
        return string.IsNullOrEmpty(base64) ? null
            : Convert.TryFromBase64String(base64, bytes, out var length) ? new ImportedSource(bytes.AsMemory(0, length))
            : throw new UnreadableDriveException($"its {what} is not base64");
    }

    private ImportedSource? FromSecret(string name, string[] keys, string what)
    {
        if (!secrets.TryGetValue(name, out var data))
        {
            left.Add(new LeftBehind($"check of Secret {name}", $"it is not known here; the ConfigDrive names its key {keys[0]}"));
            return new ImportedSource(default, new KeySelector { Name = name, Key = keys[0] });
        }

        if (keys.FirstOrDefault(data.ContainsKey) is not { } key)
        {
            left.Add(new LeftBehind(what, $"Secret {name} has neither the key {keys[0]} nor {keys[1]}"));
            return null;
        }

        return new ImportedSource(data[key], new KeySelector { Name = name, Key = key });
    }

    private IEnumerable<KeySelector> Keys(bool isNoCloud)
    {
        foreach (var (index, credential) in template.AccessCredentials.Index())
        {
            var what = $"accessCredentials[{index}]";
            var method = credential.SshPublicKey?.PropagationMethod;
            if (!IsOnDisk(credential))
            {
                left.Add(new LeftBehind(what, "it stays in the VirtualMachine, where the guest agent applies it as before"));
            }
            else if (SecretOf(credential) is not { Length: > 0 } name || !secrets.TryGetValue(name, out var data))
            {
                left.Add(new LeftBehind(what, "its Secret is not known here: add the keys to spec.sshPublicKeys"));
            }
            else if (method is not null && (isNoCloud ? method.NoCloud : method.ConfigDrive) is null)
            {
                left.Add(new LeftBehind(what, "it is for the other kind of disk, so that the guest has never seen its keys"));
            }
            else
            {
                foreach (var key in data.Keys.Order(StringComparer.Ordinal))
                {
                    yield return new KeySelector { Name = name, Key = key };
                }
            }
        }
    }
}
