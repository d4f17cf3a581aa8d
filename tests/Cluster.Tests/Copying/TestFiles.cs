using ConfigDrive.Tests;

namespace ConfigDrive.Cluster.Tests.Copying;

/// <summary>Files of a test that another user may reach, and a volume for what it may write.</summary>
internal sealed class TestFiles : IDisposable
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Reachable = Readable | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly DirectoryInfo folder = System.IO.Directory.CreateTempSubdirectory("configdrive-copy-");
    private readonly SmallVolume messages;

    public TestFiles()
    {
        File.SetUnixFileMode(Folder, Reachable);
        messages = SmallVolume.Mount(Directory("messages"), "size=64k,mode=0777");
    }

    public string Folder => folder.FullName;

    public string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    public string Directory(string name) => System.IO.Directory.CreateDirectory(PathOf(name)).FullName;

    public void Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        File.SetUnixFileMode(PathOf(name), Readable);
    }

    public void Dispose()
    {
        messages.Dispose();
        folder.Delete(recursive: true);
    }
}
