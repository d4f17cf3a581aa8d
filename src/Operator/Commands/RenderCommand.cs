using System.CommandLine;
using ConfigDrive.Iso;
using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Operator.Commands;

/// <summary><c>render</c>: makes from manifests, offline, the image that the controller would store.</summary>
internal static class RenderCommand
{
    public static Command Create(TextReader standardInput)
    {
        var files = new Option<string[]>("--filename", "-f")
        {
            Description = "File, folder or - (standard input) with the ConfigDrive, its VirtualMachine, Secrets and ConfigMaps; may be repeated",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var output = new Option<FileInfo>("--output", "-o") { Description = "Image to write", Required = true };
        var name = new Option<string?>("--name") { Description = "NAMESPACE/NAME of the ConfigDrive, when there are many" };
        var revision = new Option<string?>("--revision")
        {
            Description = "Revision to put on the image, as status.revision of the ConfigDrive has it; without it the image names none",
        };
        var defaults = new ContentDefaultsOptions();

        var command = new Command("render", "Write the image of a ConfigDrive from manifests, offline") { files, output, name, revision };
        defaults.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var manifests = Manifests.Read(parsed.GetRequiredValue(files), standardInput);
            var inputs = OfflineInputs.From(manifests, parsed.GetValue(name), defaults.Read(parsed));
            await WriteAsync(Mark(Lay(inputs), parsed.GetValue(revision)), parsed.GetRequiredValue(output), cancellationToken);
        });
        return command;
    }

    private static IsoImage Lay(DriveInputs inputs)
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
            return DriveImage.Lay(DriveContent.Resolve(inputs));
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
            $"--revision: '{revision}' is no revision; give the {RevisionKey.DigestLength} characters of status.revision of the ConfigDrive"),
    };

    private static async Task WriteAsync(IsoImage image, FileInfo output, CancellationToken cancellationToken)
    {
        // Aside and renamed, so that a full disk or an interrupt never leaves half an image under the name that was asked for.
        var aside = $"{output.FullName}.partial";
        try
        {
            await using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write))
            {
                await image.WriteToAsync(stream, cancellationToken);
            }

            File.Move(aside, output.FullName, overwrite: true);
        }
        finally
        {
            File.Delete(aside);
        }
    }
}
