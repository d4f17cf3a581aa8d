using System.CommandLine;
using System.Text.Encodings.Web;
using ConfigDrive.Iso;
using ConfigDrive.Iso.Reading;
using ConfigDrive.Kubernetes.Serialization;
using ConfigDrive.Operator.Files;
using ConfigDrive.Operator.Importing;

namespace ConfigDrive.Operator.Commands;

/// <summary><c>inspect</c>: shows what is on an image, of this program or another.</summary>
internal static class InspectCommand
{
    // People read it: quotes and non-ASCII characters as they are.
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var command = new Command("inspect", "Show label, revision, sizes, paths and metadata of an image");
        var image = new Argument<FileInfo>("IMAGE") { Description = "ISO image" };
        command.Arguments.Add(image);
        var format = command.Declare(Format());
        var extract = command.Declare(Options.Optional<DirectoryInfo>("--extract", "Empty or new directory to extract all files into"));
        var showSecrets = command.Declare(ShowSecrets());
        command.SetAction(parsed =>
        {
            var file = parsed.GetRequiredValue(image);
            try
            {
                var bytes = ImageFile.Read(file.FullName);
                Print(ImageReport.Create(bytes, showSecrets(parsed)), format(parsed)!, parsed.InvocationConfiguration.Output);
                if (extract(parsed) is { } directory)
                {
                    ImageExtraction.Run(IsoReader.Open(bytes), directory);
                }
            }
            catch (Exception exception) when (exception is IsoFormatException or FormatException or IOException or UnauthorizedAccessException)
            {
                throw new InvalidInputException($"{file}: {exception.Message}");
            }
        });
        return command;
    }

    public static Option<string> Format() =>
        new Option<string>("--output", "-o") { Description = "Format of the report", DefaultValueFactory = _ => "yaml" }.AcceptOnlyFromAmong("yaml", "json");

    public static Option<bool> ShowSecrets() =>
        Options.Optional<bool>("--show-secrets", "Show passwords, keys, user data and vendor data instead of masking them");

    // What is special on a terminal is in quotes in either format, where an escape means the same.
    public static void Print(JsonObject report, string format, TextWriter output)
    {
        using var text = new StringWriter();
        if (format == "json")
        {
            text.WriteLine(report.ToJsonString(Readable));
        }
        else
        {
            KubernetesYaml.Write(report, text);
        }

        output.Write(TerminalText.Escape(text.ToString()));
    }
}

/// <summary>Extracts the files of an image, without links and devices: an image must not write outside of the directory.</summary>
internal static class ImageExtraction
{
    /// <exception cref="InvalidInputException">The directory is not empty.</exception>
    public static void Run(IsoReader reader, DirectoryInfo directory)
    {
        if (directory.Exists && directory.EnumerateFileSystemInfos().Any())
        {
            throw new InvalidInputException($"{directory}: not empty; name a new or empty directory to extract into");
        }

        foreach (var entry in reader.ReadTree(DriveImageReader.BestTree(reader)))
        {
            var path = Path.Combine(directory.FullName, entry.Path);
            if (entry.Kind is IsoEntryKind.Directory)
            {
                OwnerOnly.CreateFolder(path);
            }
            else if (entry.Kind is IsoEntryKind.File)
            {
                OwnerOnly.CreateFolder(Path.GetDirectoryName(path)!);
                Extract(reader, entry, path);
            }
        }
    }

    private static void Extract(IsoReader reader, IsoEntry entry, string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly.File,
        };
        using var target = new FileStream(path, options);
        target.Write(reader.ReadFile(entry));
    }
}
