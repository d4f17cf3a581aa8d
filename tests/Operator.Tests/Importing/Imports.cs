using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Iso;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Importing;
using ConfigDrive.Operator.Tests.Content;

namespace ConfigDrive.Operator.Tests.Importing;

/// <summary>Imports in tests: from files, and back to a drive.</summary>
internal static class Imports
{
    public static readonly ImportTarget Target = new() { Namespace = "tenant-a", VirtualMachine = "web-1" };

    /// <summary>Files by path, as a folder has them.</summary>
    public static SourceDrive Source(string? label, params IEnumerable<(string Path, string Text)> files) =>
        Source(label, files.Select(file => (file.Path, Encoding.UTF8.GetBytes(file.Text))));

    public static SourceDrive Source(string? label, IEnumerable<(string Path, byte[] Bytes)> files) => new(
        label, files.ToDictionary(file => file.Path, file => new SourceFile(file.Bytes.Length, () => file.Bytes), StringComparer.Ordinal));

    /// <summary>The image of a drive, opened as an import opens it.</summary>
    public static SourceDrive Image(Drive drive)
    {
        var buffer = new ArrayBufferWriter<byte>();
        DriveImage.Build(drive.Content).WriteTo(buffer);
        return DriveImageReader.Open(buffer.WrittenMemory);
    }

    public static ImportedConfigDrive Of(SourceDrive source, GuestOS? guestOS = null, ImportTarget? target = null) =>
        ImportedConfigDrive.Create(DriveImporter.Import(source, guestOS), target ?? Target);

    /// <summary>The imported ConfigDrive for the VirtualMachine of a test's drive.</summary>
    public static Drive Again(this ImportedConfigDrive imported, Drive? original = null) => (original ?? new Drive()) with
    {
        Spec = imported.Spec.ToJsonString(),
        Sources = imported.Secrets.ToDictionary(
            secret => new SourceObject(SourceKind.Secret, secret.Name), secret => (IReadOnlyDictionary<string, ReadOnlyMemory<byte>>)secret.Data),
        PasswordDue = true,
    };

    /// <summary>What the Secrets have, as text by key.</summary>
    public static string? Secret(this ImportedConfigDrive imported, string key) =>
        imported.Secrets.Where(secret => secret.Data.ContainsKey(key)).Select(secret => Encoding.UTF8.GetString(secret.Data[key].Span)).SingleOrDefault();

    public static JsonNode? Metadata(this ImportedConfigDrive imported, string field) => imported.Spec["metadata"]?[field];

    /// <summary>The names of what is left behind.</summary>
    public static IEnumerable<string> Left(this ImportedConfigDrive imported) => imported.LeftBehind.Select(each => each.What);

    /// <summary>Contents by path, in a form that a failure shows.</summary>
    public static Dictionary<string, string> Texts(this DriveTree tree) =>
        tree.Paths.ToDictionary(path => path, path => JsonSerializer.Serialize(Encoding.Latin1.GetString(tree.Bytes(path))), StringComparer.Ordinal);

    public static DriveTree Tree(this SourceDrive source) => new([.. source.Paths.Select(path => new IsoFile(path, IsoContent.FromBytes(source.Find(path)!.Value)))]);
}
