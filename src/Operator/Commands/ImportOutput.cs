using System.Text.Encodings.Web;
using ConfigDrive.Kubernetes.Serialization;
using ConfigDrive.Operator.Importing;

namespace ConfigDrive.Operator.Commands;

/// <summary>
/// What <c>import</c> prints: on standard output the manifests, which <c>kubectl apply -f -</c> takes; on standard error what a person has to know and to do, which has no value of
/// a Secret.
/// </summary>
internal static class ImportOutput
{
    private const int MostLeftBehind = 100;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Secrets first, so that the ConfigDrive finds them.</summary>
    public static void WriteManifests(IEnumerable<ImportedConfigDrive> drives, TextWriter output)
    {
        using var text = new StringWriter();
        foreach (var (index, manifest) in drives.SelectMany(ManifestsOf).Index())
        {
            text.Write(index > 0 ? "---\n" : "");
            KubernetesYaml.Write(manifest, text);
        }

        output.Write(TerminalText.Escape(text.ToString()));
    }

    /// <summary>What the guest keeps, what does not come along, and what is to be done.</summary>
    public static void WriteReport(string original, ImportedConfigDrive drive, VirtualMachineChange? change, FileInfo? patchFile, TextWriter error)
    {
        List<string> lines =
        [
            $"{original}: ConfigDrive {Named(drive)} of VirtualMachine {drive.VirtualMachine}",
            drive.InstanceID is { } id
                ? $"The guest keeps its instance ID {id}, and so starts nothing over."
                : "The instance ID is not known: cloud-init takes the guest for a new instance, and starts over. Give it with --instance-id.",
        ];
        if ((string?)drive.Spec["guestHook"] == nameof(GuestHook.None))
        {
            lines.Add("spec.guestHook is None, so that the guest finds what it found before. With EachStart it applies new passwords and keys at each start.");
        }

        if (drive.LeftBehind.Count > 0)
        {
            lines.Add("What is different on the new drive:");
            lines.AddRange(drive.LeftBehind.Take(MostLeftBehind).Select(each => $"- {each.What}: {each.Why}"));
            if (drive.LeftBehind.Count > MostLeftBehind)
            {
                lines.Add($"- and {drive.LeftBehind.Count - MostLeftBehind} more");
            }
        }

        foreach (var line in lines)
        {
            error.WriteLine(TerminalText.OneLine(line));
        }

        if (change is null && patchFile is not null)
        {
            error.WriteLine($"The VirtualMachine needs no change, and {patchFile} is not written.");
        }

        if (change is not null)
        {
            error.WriteLine("Apply the manifests, then change the VirtualMachine, and stop and start it:");
            error.WriteLine(TerminalText.Escape(Command(drive, change, patchFile)));
        }
    }

    private static string Command(ImportedConfigDrive drive, VirtualMachineChange change, FileInfo? patchFile)
    {
        var patch = change.Patch.ToJsonString(Plain);
        if (patchFile is not null)
        {
            File.WriteAllText(patchFile.FullName, patch + "\n");
        }

        var @namespace = drive.Namespace is { } given ? $" --namespace {Quote(given)}" : "";
        return $"kubectl patch virtualmachine {Quote(drive.VirtualMachine)}{@namespace} --type {change.Type} "
            + (patchFile is not null ? $"--patch-file {Quote(patchFile.ToString())}" : $"--patch {Quote(patch)}");
    }

    // For a shell: names of manifests may be anything.
    private static string Quote(string text) => text.All(each => char.IsAsciiLetterOrDigit(each) || each is '-' or '.' or '/' or '_')
        ? text
        : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static IEnumerable<JsonObject> ManifestsOf(ImportedConfigDrive drive) =>
    [
        .. drive.Secrets.Select(secret => Manifest("v1", "Secret", secret.Name, drive.Namespace, "data", new JsonObject(
            secret.Data.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)Convert.ToBase64String(entry.Value.Span)))))),
        Manifest(OperatorResources.ConfigDrives.ApiVersion, OperatorResources.ConfigDrives.Kind, drive.Name, drive.Namespace, "spec", (JsonObject)drive.Spec.DeepClone()),
    ];

    private static JsonObject Manifest(string apiVersion, string kind, string name, string? @namespace, string field, JsonObject content)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (@namespace is not null)
        {
            metadata["namespace"] = @namespace;
        }

        return new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = metadata, [field] = content };
    }

    private static string Named(ImportedConfigDrive drive) => drive.Namespace is { } @namespace ? $"{@namespace}/{drive.Name}" : drive.Name;
}
