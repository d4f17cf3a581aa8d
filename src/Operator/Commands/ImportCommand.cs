using System.CommandLine;
using ConfigDrive.Operator.Importing;

namespace ConfigDrive.Operator.Commands;

/// <summary><c>import</c>: makes the manifests of a ConfigDrive from what a guest has today.</summary>
internal static class ImportCommand
{
    public static Command Create(TextReader standardInput) => new("import", "Print the manifests of a ConfigDrive from an existing config drive, NoCloud seed or cloud-init disk")
    {
        ImportIsoCommand.Create(),
        ImportVirtualMachineCommand.Create(standardInput),
    };

    /// <summary>Options that name the ConfigDrive; the one of the VirtualMachine is for a drive, which does not say it for certain.</summary>
    public static Func<ParseResult, ImportTarget> AddTarget(Command command, bool isForDrive)
    {
        var name = command.Declare(Name("--name", "Name of the ConfigDrive; default: that of the VirtualMachine"));
        var @namespace = isForDrive
            ? command.Declare(Name("--namespace", "Namespace of the ConfigDrive; without it the manifests name none", "-n"))
            : null;
        var machine = isForDrive
            ? command.Declare(Name("--vm", "Name of the VirtualMachine; default: the name on the drive, or its host name"))
            : null;
        var instanceID = command.Declare(Options.Optional<string>(
            "--instance-id", "Instance ID that the guest has, as cloud-init query instance_id says there; default: that of the drive"));
        return parsed => new ImportTarget
        {
            Name = name(parsed),
            Namespace = @namespace?.Invoke(parsed),
            VirtualMachine = machine?.Invoke(parsed),
            InstanceID = instanceID(parsed),
        };
    }

    public static Func<ParseResult, FileInfo?> AddPatch(Command command) => command.Declare(Options.Optional<FileInfo>(
        "--output-patch", "File to write the VirtualMachine's change to, for kubectl patch --patch-file; without it standard error tells the command"));

    private static Option<string?> Name(string option, string description, params string[] aliases)
    {
        var named = Options.Parsed<string>(option, description, text => ImportedConfigDrive.IsName(text) ? text : null, $"is not {NamePattern.SubdomainInWords}");
        foreach (var alias in aliases)
        {
            named.Aliases.Add(alias);
        }

        return named;
    }

    /// <summary>Runs an import; what is wrong with the original is wrong input.</summary>
    public static T Of<T>(string original, Func<T> import)
    {
        try
        {
            return import();
        }
        catch (Exception exception) when (exception is UnreadableDriveException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{original}: {exception.Message}");
        }
    }
}

/// <summary><c>import iso</c>: from images and folders.</summary>
internal static class ImportIsoCommand
{
    public static Command Create()
    {
        var command = new Command("iso", "From an ISO 9660 or vfat image of a drive, or a folder with its files");
        var files = new Argument<string[]>("FILE") { Description = "Image or folder", Arity = ArgumentArity.OneOrMore };
        command.Arguments.Add(files);
        var target = ImportCommand.AddTarget(command, isForDrive: true);
        var guestOS = command.Declare(Options.Optional<GuestOS?>("--guest-os", "Linux or Windows; default: Windows when the drive has what only Windows guests get"));
        var patch = ImportCommand.AddPatch(command);
        command.SetAction(parsed =>
        {
            var paths = parsed.GetRequiredValue(files);
            var wanted = target(parsed);
            if (paths.Length > 1 && (wanted.Name ?? wanted.VirtualMachine ?? wanted.InstanceID ?? patch(parsed)?.Name) is not null)
            {
                throw new InvalidInputException("--name, --vm, --instance-id and --output-patch are for one drive: import each on its own");
            }

            var imported = paths.Select(path => ImportCommand.Of(path, () => ImportedConfigDrive.Create(DriveImporter.Import(Open(path), guestOS(parsed)), wanted))).ToList();
            ImportOutput.WriteManifests(imported, parsed.InvocationConfiguration.Output);
            foreach (var (path, drive) in paths.Zip(imported))
            {
                var change = drive.FirmwareUuid is { } uuid ? VirtualMachineChange.WithFirmwareUuid(uuid) : null;
                ImportOutput.WriteReport(path, drive, change, patch(parsed), parsed.InvocationConfiguration.Error);
            }
        });
        return command;
    }

    private static SourceDrive Open(string path) => Directory.Exists(path) ? SourceFolder.Open(path) : DriveImageReader.Open(ImageFile.Read(path));
}
