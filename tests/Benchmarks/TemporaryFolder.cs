namespace ConfigDrive.Benchmarks;

/// <summary>A folder that goes when it is disposed. <c>TMPDIR</c> says on which file system.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("configdrive-benchmarks.").FullName;

    public string this[string name] => Path.Combine(path, name);

    public void Dispose() => Directory.Delete(path, recursive: true);
}
