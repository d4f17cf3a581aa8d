using System.CommandLine;
using ConfigDrive.Iso.Writing;
using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Operator.Commands;

/// <summary><c>render</c>: makes the image that the controller would store, offline, from manifests.</summary>
internal static class RenderCommand
{
    public static Command Create(TextReader standardInput, Func<Stream> standardOutput)
    {
        var command = new Command("render", "Write the image of a ConfigDrive from manifests, offline");
        var files = command.Declare(new Option<string[]>("--filename", "-f")
        {
            Description = "File, folder or - (standard input) with the ConfigDrive, its VirtualMachine, class, Secrets and ConfigMaps; may be repeated",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        });
        var output = command.Declare(Options.Required<string>("--output", "Image to write, a file or device, or - (standard output)", "-o"));
        var name = command.Declare(Options.Optional<string>("--name", "NAMESPACE/NAME of the ConfigDrive, when there are many"));
        var revision = command.Declare(Options.Optional<string>(
            "--revision", "Revision to put on the image, as status.revision of the ConfigDrive has it; without it the image names none"));
        var operatorNamespace = command.Declare(NamespaceOfClasses());
        var defaults = RunOptions.AddContentDefaults(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var manifests = Manifests.Read(files(parsed)!, standardInput);
            var inputs = OfflineInputs.From(manifests, name(parsed), operatorNamespace(parsed)!, defaults(parsed));
            var image = Mark(Build(inputs).Image, revision(parsed));
            await ImageOutput.WriteAsync(output(parsed)!, image, standardOutput, cancellationToken);
        });
        return command;
    }

    public static Option<string> NamespaceOfClasses() => Options.WithDefault(
        "--operator-namespace", "Namespace of the Secrets and ConfigMaps that a ConfigDriveClass names", "configdrive-system");

    /// <summary>The content of the drive, and its image.</summary>
    /// <exception cref="InvalidInputException">The controller would not make it; the message says what the condition would.</exception>
    public static (DriveContent Content, IsoImage Image) Build(DriveInputs inputs)
    {
        var metadata = inputs.ConfigDrive.Metadata;
        var errors = SpecValidation.Check(inputs.ConfigDrive.Spec);
        if (errors.Count > 0)
        {
            throw new InvalidInputException($"ConfigDrive {metadata.Namespace}/{metadata.Name}: {string.Join("; ", errors)}");
        }

        if (VirtualMachineConflicts.FindCloudInit(inputs.ConfigDrive, inputs.VirtualMachine, inputs.Defaults) is { } conflict)
        {
            throw new InvalidInputException($"ConfigDrive {metadata.Namespace}/{metadata.Name}: {conflict.Message}");
        }

        try
        {
            var content = DriveContent.Resolve(inputs);
            return (content, DriveImage.Build(content, inputs.Defaults.MaxDriveBytes));
        }
        catch (Exception exception) when (exception is MissingSourceException or InvalidContentException)
        {
            throw new InvalidInputException($"ConfigDrive {metadata.Namespace}/{metadata.Name}: {exception.Message}");
        }
    }

    // Only the operator has the key that a revision is made with.
    private static IsoImage Mark(IsoImage image, string? revision) => revision switch
    {
        null => image,
        _ when RevisionKey.IsDigest(revision) => RevisionField.Mark(image, revision),
        _ => throw new InvalidInputException(
            $"--revision: '{revision}' is not a revision; give the {RevisionKey.DigestLength} characters of status.revision of the ConfigDrive"),
    };
}
