using System.Text;
using System.Text.Json;
using ConfigDrive.Iso;

namespace ConfigDrive.Operator.Tests.Content;

/// <summary>The files of a drive, as a guest finds them by path.</summary>
internal sealed class DriveTree(IReadOnlyList<IsoFile> files)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public IReadOnlyList<IsoFile> Files { get; } = files;

    public IReadOnlyList<string> Paths { get; } = [.. files.Select(file => file.Path).Order(StringComparer.Ordinal)];

    public bool Has(string path) => Paths.Contains(path, StringComparer.Ordinal);

    public IsoContent Content(string path) => Files.Single(file => file.Path == path).Content;

    public byte[] Bytes(string path) => Content(path).Bytes.ToArray();

    /// <summary>The text of a file, which must be UTF-8.</summary>
    public string Text(string path) => Strict.GetString(Bytes(path));

    /// <summary>The JSON of a file, which must be an object without a byte order mark.</summary>
    public JsonElement Json(string path)
    {
        using var document = JsonDocument.Parse(Bytes(path));
        return document.RootElement.Clone();
    }

    public JsonElement MetaData => Json("openstack/latest/meta_data.json");

    public JsonElement NetworkData => Json("openstack/latest/network_data.json");

    /// <summary>Writes the files below a directory.</summary>
    public void ExtractTo(string directory)
    {
        foreach (var file in Files)
        {
            var target = Path.Combine(directory, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, Bytes(file.Path));
        }
    }
}
