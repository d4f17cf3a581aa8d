using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Iso;
using ConfigDrive.Kubernetes.Serialization;

namespace ConfigDrive.Operator.Commands;

/// <summary><c>inspect</c>: shows what is on an image, ours or another's.</summary>
internal static class InspectCommand
{
    // People read it: quotes and non-ASCII characters as they are.
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var image = new Argument<FileInfo>("IMAGE") { Description = "ISO image" };
        var output = new Option<string>("--output", "-o") { Description = "Format of the report", DefaultValueFactory = _ => "yaml" };
        output.AcceptOnlyFromAmong("yaml", "json");
        var extract = new Option<DirectoryInfo?>("--extract") { Description = "Empty or new directory to extract all files into" };
        var showSecrets = new Option<bool>("--show-secrets")
        {
            Description = "Show passwords, keys, user data and vendor data instead of masking them",
        };

        var command = new Command("inspect", "Show label, revision, sizes, paths and metadata of an image")
        {
            image, output, extract, showSecrets,
        };
        command.SetAction(parsed =>
        {
            var file = parsed.GetRequiredValue(image);
            try
            {
                var bytes = File.ReadAllBytes(file.FullName);
                Print(ImageReport.Of(bytes, parsed.GetValue(showSecrets)), parsed.GetRequiredValue(output), parsed.InvocationConfiguration.Output);
                if (parsed.GetValue(extract) is { } directory)
                {
                    ImageExtraction.Run(IsoReader.Open(bytes), directory);
                }
            }
            catch (Exception exception) when (exception is IsoFormatException or IOException or UnauthorizedAccessException)
            {
                throw new InvalidInputException($"{file}: {exception.Message}");
            }
        });
        return command;
    }

    private static void Print(JsonObject report, string format, TextWriter output)
    {
        if (format == "json")
        {
            output.WriteLine(report.ToJsonString(Readable));
        }
        else
        {
            KubernetesYaml.Write(report, output);
        }
    }
}
