using System.CommandLine;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Operator.Commands;

/// <summary><c>show</c>: what is on the drive that a ConfigDrive makes, and where each file comes from.</summary>
internal static class ShowCommand
{
    public static Command Create(TextReader standardInput)
    {
        var command = new Command("show", "Show the files of a ConfigDrive's drive, and where each comes from");
        var name = new Argument<string?>("NAME") { Description = "ConfigDrive of the cluster, NAME or NAMESPACE/NAME; with -f the one of many", Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(name);
        var @namespace = command.Declare(new Option<string?>("--namespace", "-n") { Description = "Namespace of the ConfigDrive; default: that of the kubeconfig's context" });
        var kubeConfig = command.Declare(TargetCluster.Option());
        var files = command.Declare(new Option<string[]>("--filename", "-f")
        {
            Description = "File, folder or - (standard input) with the objects that render takes, in place of a cluster; may be repeated",
            AllowMultipleArgumentsPerToken = true,
        });
        var format = command.Declare(InspectCommand.Format());
        var showSecrets = command.Declare(InspectCommand.ShowSecrets());
        var operatorNamespace = command.Declare(RenderCommand.NamespaceOfClasses());
        var defaults = RunOptions.AddContentDefaults(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var wanted = parsed.GetValue(name);
            var found = files(parsed) is { Length: > 0 } paths
                ? new Found(OfflineInputs.From(Manifests.Read(paths, standardInput), wanted, operatorNamespace(parsed)!, defaults(parsed)), Revision: null, [])
                : await FromClusterAsync(
                    client => TargetCluster.KeyOf(
                        wanted ?? throw new InvalidInputException("Name the ConfigDrive, or give its manifests with -f. See --help."), @namespace(parsed), client),
                    kubeConfig(parsed), operatorNamespace(parsed)!, defaults(parsed), cancellationToken);
            foreach (var missing in found.LeftOut)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(TerminalText.OneLine($"Left out: {missing}"));
            }

            InspectCommand.Print(await ReportAsync(found, showSecrets(parsed), cancellationToken), format(parsed)!, parsed.InvocationConfiguration.Output);
        });
        return command;
    }

    private static async Task<JsonObject> ReportAsync(Found found, bool showSecrets, CancellationToken cancellationToken)
    {
        var (content, image) = RenderCommand.Build(found.Inputs);
        using var bytes = new MemoryStream();
        await (found.Revision is { } revision ? RevisionField.Mark(image, revision) : image).WriteToAsync(bytes, cancellationToken);
        var report = ImageReport.Create(bytes.ToArray(), showSecrets);
        var origins = new FileOrigins(found.Inputs, content);
        foreach (var file in report["files"]!.AsArray().OfType<JsonObject>())
        {
            file["from"] = new JsonArray([.. origins.Find((string)file["path"]!).Select(origin => JsonValue.Create(origin))]);
        }

        report.Insert(0, "configDrive", NamespacedName.From(found.Inputs.ConfigDrive).ToString());
        report.Insert(1, "className", content.Class?.Name);
        return report;
    }

    private static async Task<Found> FromClusterAsync(
        Func<KubernetesClient, NamespacedName> find, FileInfo? kubeConfig, string operatorNamespace, ContentDefaults defaults, CancellationToken cancellationToken)
    {
        using var client = TargetCluster.Connect(kubeConfig);
        var cluster = new ClusterInputs(client, operatorNamespace, defaults);
        var (inputs, revision) = await cluster.ReadAsync(find(client), cancellationToken);
        return new Found(inputs, revision, cluster.LeftOut);
    }

    /// <summary>What a drive is made from, its revision if it has one, and what could not be read.</summary>
    private sealed record Found(DriveInputs Inputs, string? Revision, IReadOnlyList<string> LeftOut);
}
