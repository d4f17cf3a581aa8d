using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace ConfigDrive.Operator.Tests.Content.Guests;

/// <summary>
/// A cloud-init that was unpacked, not installed: Debian's package <c>cloud-init</c> with the Python packages that it needs, below a
/// folder with
/// <c>usr/lib/python3/dist-packages</c>. The folder is <c>CLOUD_INIT_DIR</c>, or <c>configdrive-operator/cloud-init/RELEASE</c> in the
/// user's cache.
/// </summary>
internal sealed class CloudInit
{
    // Debian's own first: a python3 of the user's may lack what Debian's packages are built for.
    private static readonly string Python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private static readonly string[] Cards = ["02:00:00:00:00:01=eth0", "02:00:00:00:00:0a=eth1", "02:00:00:00:00:0b=eth2"];

    private const string Newest = "newest";

    private const string Packages = "usr/lib/python3/dist-packages";

    private readonly string root;

    private CloudInit(string root) => this.root = root;

    /// <summary>Releases that are asked: those of Debian 12 and 13.</summary>
    public static TheoryData<string> Releases => ["22.4.2", "25.1.4"];

    /// <summary>These, and the newest that Debian has, whichever that is.</summary>
    public static TheoryData<string> ReleasesAndNewest => [.. Releases, Newest];

    /// <summary>A release; skips the test where it is not there.</summary>
    public static CloudInit Require(string release)
    {
        var found = Roots(release).FirstOrDefault(root => release == Newest ? Path.GetFileName(root) == Newest && Version(root) is not null : Version(root) == release);
        if (found is null)
        {
            Assert.Skip($"cloud-init {release} is not there: unpack Debian's package cloud-init {release} and what it depends on into {Roots(release).Last()}");
        }

        return new CloudInit(found);
    }

    /// <summary>
    /// What cloud-init makes of each drive in a guest with network cards eth0, eth1, eth2 of the addresses 02:00:00:00:00:01, :0a and :0b;
    /// an error that it raises is the property <c>error</c>.
    /// </summary>
    public IReadOnlyList<JsonElement> Read(params IReadOnlyList<DriveTree> drives) => Read("ConfigDrive", drives);

    /// <summary>As <see cref="Read(IReadOnlyList{DriveTree})"/>, by the data source NoCloud.</summary>
    public IReadOnlyList<JsonElement> ReadNoCloud(params IReadOnlyList<DriveTree> drives) => Read("NoCloud", drives);

    /// <summary>
    /// What cloud-init renders for netplan from each text of a kind, <c>network_data</c> or <c>network-config</c>, in the same guest; an error that it raises
    /// is the property <c>error</c>. One process for all of them.
    /// </summary>
    public IReadOnlyList<JsonElement> Render(string kind, IEnumerable<string> texts)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "documents.json");
        File.WriteAllText(file, JsonSerializer.Serialize(texts.Select(text => (string[])[kind, text])));
        return RunPython("cloud_init_network.py", [file, .. Cards]);
    }

    private List<JsonElement> Read(string source, IReadOnlyList<DriveTree> drives)
    {
        using var folder = new TemporaryFolder();
        foreach (var (index, drive) in drives.Index())
        {
            drive.ExtractTo(Path.Combine(folder.Path, index.ToString("D3", CultureInfo.InvariantCulture)));
        }

        return RunPython("cloud_init.py", [source, folder.Path, .. Cards]);
    }

    /// <summary>As <see cref="Read(IReadOnlyList{DriveTree})"/>, of one drive over which no error may be raised.</summary>
    public JsonElement Read(DriveTree drive) => WithoutError(Read([drive])[0]);

    /// <summary>As <see cref="Read(DriveTree)"/>, by the data source NoCloud.</summary>
    public JsonElement ReadNoCloud(DriveTree drive) => WithoutError(ReadNoCloud([drive])[0]);

    private static JsonElement WithoutError(JsonElement seen)
    {
        Assert.False(seen.TryGetProperty("error", out var error), error.ToString());
        return seen;
    }

    /// <summary>The data sources that ds-identify enables for an image.</summary>
    public string Identify(byte[] image)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "drive.iso");
        File.WriteAllBytes(path, image);
        var (status, output, error) = Run("/bin/sh", [Judge("ds_identify.sh"), Path.Combine(root, "usr/lib/cloud-init/ds-identify"), path]);
        Assert.True(status == 0, error);
        return output.Trim();
    }

    /// <summary>
    /// The faults of each network data by Nova's schema, of which Debian's package python3-ironic has a copy; skips the test where it is
    /// not there.
    /// </summary>
    public IReadOnlyList<JsonElement> CheckByNovasSchema(params IReadOnlyList<byte[]> networkData)
    {
        var schema = Roots("22.4.2").Append(root).Select(each => Path.Combine(each, Packages, "ironic/api/controllers/v1/network-data-schema.json")).FirstOrDefault(File.Exists);
        if (schema is null)
        {
            Assert.Skip($"Nova's schema of network data is not there: unpack Debian's package python3-ironic, without what it depends on, into {root}");
        }

        using var folder = new TemporaryFolder();
        foreach (var (index, data) in networkData.Index())
        {
            File.WriteAllBytes(Path.Combine(folder.Path, index.ToString("D3", CultureInfo.InvariantCulture)), data);
        }

        return RunPython("network_schema.py", [schema, .. Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal)]);
    }

    private List<JsonElement> RunPython(string judge, IEnumerable<string> arguments)
    {
        var (status, output, error) = Run(Python, [Judge(judge), .. arguments]);
        Assert.True(status == 0, error);
        using var document = JsonDocument.Parse(output);
        return [.. document.RootElement.EnumerateArray().Select(item => item.Clone())];
    }

    private (int Status, string Output, string Error) Run(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONPATH"] = Path.Combine(root, Packages);
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    private static IEnumerable<string> Roots(string release)
    {
        if (Environment.GetEnvironmentVariable("CLOUD_INIT_DIR") is { Length: > 0 } given)
        {
            yield return given;
        }

        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } home
            ? home
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        yield return Path.Combine(cache, "configdrive-operator", "cloud-init", release);
    }

    // The Python package's own word, so that the right release is asked wherever it lies.
    private static string? Version(string root)
    {
        var files = new[] { "cloudinit/meson_versions.py", "cloudinit/version.py" }.Select(file => Path.Combine(root, Packages, file)).Where(File.Exists);
        return !File.Exists(Python)
            ? null
            : files.SelectMany(File.ReadLines).FirstOrDefault(line => line.StartsWith("__VERSION__ = \"", StringComparison.Ordinal) || line.StartsWith("UPSTREAM_VERSION", StringComparison.Ordinal))
                ?.Split('"')[1];
    }

    private static string Judge(string name) => Path.Combine(AppContext.BaseDirectory, "Judges", name);
}
