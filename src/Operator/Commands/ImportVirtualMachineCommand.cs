using System.CommandLine;
using ConfigDrive.Kubernetes.CustomResources;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Importing;
using ConfigDrive.Operator.Rendering;

namespace ConfigDrive.Operator.Commands;

/// <summary><c>import vm</c>: from a VirtualMachine with KubeVirt's own disk for cloud-init, in a cluster or in manifests.</summary>
internal static class ImportVirtualMachineCommand
{
    public static Command Create(TextReader standardInput)
    {
        var command = new Command("vm", "From a VirtualMachine with cloudInitNoCloud or cloudInitConfigDrive");
        var name = new Argument<string?>("NAMESPACE/NAME") { Description = "VirtualMachine of the cluster; with -f the one of many", Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(name);
        var files = command.Declare(new Option<string[]>("--filename", "-f")
        {
            Description = "File, folder or - (standard input) with the VirtualMachine and the Secrets that it names, in place of a cluster; may be repeated",
            AllowMultipleArgumentsPerToken = true,
        });
        var kubeConfig = command.Declare(TargetCluster.Option());
        var target = ImportCommand.AddTarget(command, isForDrive: false);
        var patch = ImportCommand.AddPatch(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var wanted = parsed.GetValue(name);
            var found = files(parsed) is { Length: > 0 } paths
                ? FromManifests(Manifests.Read(paths, standardInput), wanted)
                : await FromClusterAsync(
                    wanted ?? throw new InvalidInputException("Name the VirtualMachine as NAMESPACE/NAME, or give its manifests with -f. See --help."),
                    kubeConfig(parsed),
                    cancellationToken);
            var key = NamespacedName.From(found.Machine);
            var drive = ImportCommand.Of($"VirtualMachine {key}", () => Import(found, target(parsed)));
            ImportOutput.WriteManifests([drive], parsed.InvocationConfiguration.Output);
            ImportOutput.WriteReport(
                $"VirtualMachine {key}", drive, VirtualMachineChange.WithoutCloudInit(found.Machine), patch(parsed), parsed.InvocationConfiguration.Error);
        });
        return command;
    }

    private static ImportedConfigDrive Import(Found found, ImportTarget target)
    {
        var content = new VirtualMachineReader(found.Machine, found.Identity, found.Secrets).Read();
        return ImportedConfigDrive.Create(
            content,
            target with { Namespace = found.Machine.Metadata.Namespace },
            found.Identity,
            found.Secrets.ToDictionary(secret => new SourceObject(SourceKind.Secret, secret.Key), secret => secret.Value));
    }

    private static Found FromManifests(Manifests manifests, string? name)
    {
        var machines = manifests.OfKind(OperatorResources.CloudInitVirtualMachines, ManifestKind.CustomInPart)
            .Where(machine => name is null || name == machine.Metadata.Name || name == NamespacedName.From(machine).ToString()).ToList();
        if (machines is not [var machine])
        {
            throw new InvalidInputException((machines, name) switch
            {
                ([], null) => "The manifests contain no VirtualMachine",
                ([], _) => $"The manifests contain no VirtualMachine {name}",
                _ => $"The manifests contain several VirtualMachines; name one of {string.Join(", ", machines.Select(each => NamespacedName.From(each)))}",
            });
        }

        var key = NamespacedName.From(machine);
        return new Found(
            machine,
            manifests.OfKind(OperatorResources.VirtualMachines, ManifestKind.CustomInPart).Single(each => NamespacedName.From(each) == key),
            manifests.OfKind(Resources.Secrets, ManifestKind.BuiltIn).Where(secret => secret.Metadata.Namespace == key.Namespace)
                .ToDictionary(secret => secret.Metadata.Name!, ObjectData.Read, StringComparer.Ordinal));
    }

    private static async Task<Found> FromClusterAsync(string name, FileInfo? kubeConfig, CancellationToken cancellationToken)
    {
        using var client = TargetCluster.Connect(kubeConfig);
        var key = TargetCluster.KeyOf(name, @namespace: null, client);
        var machine = await client.Resource(OperatorResources.CloudInitVirtualMachines).FindAsync(key, cancellationToken);
        var identity = await client.Resource(OperatorResources.VirtualMachines).FindAsync(key, cancellationToken);
        if (machine is null || identity is null)
        {
            throw new InvalidInputException($"VirtualMachine {key} does not exist");
        }

        var secrets = new Dictionary<string, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>(StringComparer.Ordinal);
        foreach (var secret in VirtualMachineReader.SecretsOf(machine))
        {
            if (await client.Resource(Resources.Secrets).FindAsync(key with { Name = secret }, cancellationToken) is { } found)
            {
                secrets[secret] = ObjectData.Read(found);
            }
        }

        return new Found(machine, identity, secrets);
    }

    /// <summary>A VirtualMachine, what of it the operator reads, and the Secrets that it names.</summary>
    private sealed record Found(
        CloudInitVirtualMachine Machine, V1VirtualMachine Identity, IReadOnlyDictionary<string, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> Secrets);
}
