using ConfigDrive.Iso.Writing;

namespace ConfigDrive.Iso.Tests.Support;

/// <summary>A directory that is gone when the test is over.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("iso-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string WriteImage(IsoImage image)
    {
        var path = File("image.iso");
        System.IO.File.WriteAllBytes(path, Trees.Write(image));
        return path;
    }

    /// <summary>Writes files as they are, for other tools to make images of.</summary>
    public string WriteTree(IEnumerable<IsoFile> files)
    {
        var root = File("tree");
        Directory.CreateDirectory(root);
        foreach (var file in files)
        {
            var path = System.IO.Path.Combine(root, file.Path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            System.IO.File.WriteAllBytes(path, file.Content.Bytes.Span);
        }

        return root;
    }

    public void Dispose()
    {
        // Tools extract read-only directories, as the image says.
        foreach (var directory in Directory.EnumerateDirectories(Path, "*", SearchOption.AllDirectories))
        {
            if (!OperatingSystem.IsWindows())
            {
                System.IO.File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        Directory.Delete(Path, recursive: true);
    }
}
