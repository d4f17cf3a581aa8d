using System.Text.RegularExpressions;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Content.Layouts;

namespace ConfigDrive.Operator.Importing;

/// <summary>Fills a draft with what an original says.</summary>
internal sealed partial class ImportedSpec(ConfigDriveDraft draft, ImportedContent content, string? @namespace)
{
    // As many as a ConfigDrive may have, and some that it refuses.
    private const int MostExtra = 256;

    /// <summary>Everything but the instance ID, which may follow from the rest.</summary>
    public void Fill()
    {
        AddForm();
        AddMetadata();
        AddKeys();
        draft.AddSource("userdata", content.UserData, "user data", (spec, source) => spec["userData"] = source);
        draft.AddSource("vendordata", Joined(content.VendorData), "vendor data", (spec, source) => spec["vendorData"] = source);
        draft.AddSource("vendordata2", Joined(content.VendorData2), "vendor data 2", (spec, source) => spec["vendorData2"] = source);
        draft.AddSource("networkdata", content.NetworkData, "network_data.json", (spec, source) => spec["networkData"] = source);
        draft.AddSource("networkconfig", content.NetworkConfig, "network-config", (spec, source) => spec["networkConfig"] = source);
        foreach (var (index, file) in content.Files.Index())
        {
            draft.AddSource($"file-{index:D4}", new ImportedSource(file.Content), $"files {file.Path}", (spec, source) =>
                List(spec, "files").Add((JsonNode)new JsonObject { ["path"] = file.Path, ["content"] = source }));
        }

        AddPassword();
    }

    private void AddForm()
    {
        draft.Spec["layouts"] = new JsonArray([.. content.Layouts.Select(layout => JsonValue.Create(layout.ToString()))]);
        if (content.GuestOS is GuestOS.Windows)
        {
            draft.Spec["guestOS"] = nameof(GuestOS.Windows);
        }

        // The guest hook is a part of the vendor data that the original does not have: the guest is to find what it found.
        if (content.GuestOS is not GuestOS.Windows && content.Layouts.Any(layout => layout is not Layout.CloudStack))
        {
            draft.Spec["guestHook"] = content.GuestHook.ToString();
        }

        // mkfs.vfat may write the label in capitals, and the default is what every guest takes. The hook names the label.
        var @default = new ContentDefaults().LabelOf(content.Layouts);
        var comparison = content.GuestHook is GuestHook.None ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (content.VolumeLabel is { Length: > 0 } label && !label.Equals(@default, comparison))
        {
            draft.Add("the volume label", spec => spec["volumeLabel"] = label);
        }
    }

    private void AddMetadata()
    {
        draft.AddMetadata("hostname", content.Hostname, "host name");
        draft.AddMetadata("availabilityZone", content.AvailabilityZone, "availability zone");
        draft.AddMetadata("serviceOffering", content.ServiceOffering, "service offering");
        draft.AddMetadata("localIPv4", content.LocalIPv4, "local-ipv4");
        draft.AddMetadata("publicIPv4", content.PublicIPv4, "public-ipv4");
        draft.AddMetadata("publicHostname", content.PublicHostname, "public-hostname");
        draft.AddMetadata("cloudIdentifier", content.CloudIdentifier, "cloud-identifier");
        draft.AddMetadata("cloudName", content.CloudName, "cloud-name");
        if (content.HasHypervisorHostName)
        {
            draft.Add("hypervisor-host-name", spec => ConfigDriveDraft.Metadata(spec)["exposeHypervisorHostName"] = true);
        }

        if (content.ExposedNamespace is { } exposed)
        {
            draft.Add("cloud-domain", spec => ConfigDriveDraft.Metadata(spec)["exposeNamespace"] = true);
            if (exposed != @namespace)
            {
                draft.Leave("cloud-domain", $"it becomes the namespace of the ConfigDrive, {@namespace}");
            }
        }

        if (content.Extra.Count > MostExtra)
        {
            draft.Leave("metadata", $"{content.Extra.Count - MostExtra} entries are beyond the {MostExtra} that are looked at");
        }

        foreach (var (key, value) in content.Extra.OrderBy(entry => entry.Key, StringComparer.Ordinal).Take(MostExtra))
        {
            if (SecretName().IsMatch(key))
            {
                draft.Leave($"metadata {key}", "its name is that of a secret, and spec.metadata.extra is no place for one: give it by user data or spec.files from a Secret");
                continue;
            }

            draft.Add($"metadata {key}", spec => ((JsonObject)(ConfigDriveDraft.Metadata(spec)["extra"] ??= new JsonObject()))[key] = value);
        }
    }

    private void AddKeys()
    {
        foreach (var selector in content.PublicKeySecrets)
        {
            draft.AddSource("", new ImportedSource(default, selector), $"SSH keys of Secret {selector.Name}", (spec, source) => List(spec, "sshPublicKeys").Add((JsonNode)source));
        }

        List<string> lines = [];
        foreach (var (index, line) in content.PublicKeys.Index())
        {
            if (AuthorizedKey.Parse(line, out var fault) is null)
            {
                draft.Leave($"SSH key {index + 1}", $"the operator would refuse it: it {fault}");
            }
            else
            {
                lines.Add(line);
            }
        }

        if (lines.Count > 0)
        {
            draft.AddSource("authorized_keys", ImportedSource.Of(string.Join('\n', lines) + "\n"), "SSH keys", (spec, source) => List(spec, "sshPublicKeys").Add((JsonNode)source));
        }
    }

    private void AddPassword()
    {
        if (content.Password is { } password)
        {
            draft.AddSource("password", ImportedSource.Of(password.Text), "password", (spec, source) =>
            {
                spec["password"] = source;
                if (password.User is { } user)
                {
                    source["user"] = user;
                }

                if (password.IsHash)
                {
                    source["hashed"] = true;
                }
            });
        }
    }

    private static JsonArray List(JsonObject spec, string field) => (JsonArray)(spec[field] ??= new JsonArray());

    private static ImportedSource? Joined(IReadOnlyList<string> texts) => texts switch
    {
        [] => null,
        [var only] => ImportedSource.Of(only),
        _ => ImportedSource.Of(MultipartMessage.Write(texts)),
    };

    [GeneratedRegex("passw|pwd|secret|token|credential|private.?key|api.?key|admin_pass", RegexOptions.IgnoreCase, MatchTimeout.Milliseconds)]
    private static partial Regex SecretName();
}
