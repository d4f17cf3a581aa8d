using System.Text.Json.Nodes;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests;

/// <summary>What programs of others make of the image that the operator stored.</summary>
public sealed class JudgeTests(ClusterFixture cluster)
{
    private static readonly string[] Expected =
    [
        "cloudstack/metadata/availability-zone.txt", "cloudstack/metadata/local-hostname.txt", "cloudstack/metadata/public-keys.txt",
        "cloudstack/metadata/service-offering.txt", "cloudstack/metadata/vm-id.txt", "cloudstack/password/vm_password.txt", "cloudstack/userdata/user_data.txt",
        "openstack/latest/meta_data.json", "openstack/latest/user_data", "openstack/latest/vendor_data.json",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Blkid_ReadsTheLabel()
    {
        var image = await StoredImageAsync();

        var found = await JudgeAsync("/sbin/blkid", "util-linux", "-p", "-o", "export", image);

        Assert.Contains("LABEL=config-2\n", found, StringComparison.Ordinal);
        Assert.Contains("TYPE=iso9660\n", found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-R")]
    [InlineData("-J")]
    public async Task Isoinfo_FindsEveryFile(string names)
    {
        var image = await StoredImageAsync();

        var found = await JudgeAsync("isoinfo", "genisoimage", names, "-f", "-i", image);

        AssertHolds(found);
    }

    [Fact]
    public async Task Xorriso_FindsEveryFileAndNothingToWarnOf()
    {
        var image = await StoredImageAsync();

        var found = await JudgeAsync("xorriso", "xorriso", "-return_with", "WARNING", "32", "-indev", image, "-find", "/", "-type", "f");

        AssertHolds(found);
    }

    [Theory]
    [InlineData("iso9660:rockridge")]
    [InlineData("iso9660:!rockridge")]
    public async Task Bsdtar_FindsEveryFile(string options)
    {
        var image = await StoredImageAsync();

        AssertHolds(await JudgeAsync("bsdtar", "libarchive-tools", "--options", options, "-tf", image));
    }

    [Fact]
    public async Task CloudInit_ReadsTheInputs()
    {
        var image = await StoredImageAsync();
        var packages = Path.Combine(CloudInit(), "usr", "lib", "python3", "dist-packages");
        var folder = Directory.CreateTempSubdirectory("configdrive-cloud-init-").FullName;
        try
        {
            await JudgeAsync("bsdtar", "libarchive-tools", "-C", folder, "-xf", image);
            var script = $"""
                import json, sys
                sys.path.insert(0, {JsonValue.Create(packages)!.ToJsonString()})
                from cloudinit.sources.DataSourceConfigDrive import read_config_drive
                from cloudinit.sources import normalize_pubkey_data
                found = read_config_drive(sys.argv[1])
                metadata = found['metadata']
                print(json.dumps([metadata['instance-id'], metadata['local-hostname'], metadata['availability_zone'],
                    normalize_pubkey_data(metadata['public_keys']), found['userdata'].decode()]))
                """;

            var read = JsonNode.Parse(await JudgeAsync(File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3", "python3", "-c", script, folder))!;

            var expected = new JsonArray("45f9b55a-4df2-5e7d-8ea4-bd65d52e6378", "web-1.example.org", "zone-a", new JsonArray(Samples.PublicKey), Samples.UserData);
            Assert.Equal(expected.ToJsonString(), read.ToJsonString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void AssertHolds(string listing)
    {
        var files = listing.Split('\n').Select(line => line.Trim('\'', '/', ' ')).ToHashSet();
        Assert.All(Expected, file => Assert.Contains(file, files));
    }

    private static string CloudInit()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var folder = Environment.GetEnvironmentVariable("CLOUD_INIT_DIR") is { Length: > 0 } named
            ? named
            : Path.Combine(cache, "configdrive-operator", "cloud-init", "22.4.2");
        Assert.SkipUnless(Directory.Exists(folder), $"cloud-init is not in {folder}: run hack/test, which unpacks Debian's package, or set CLOUD_INIT_DIR.");
        return folder;
    }

    private static async Task<string> JudgeAsync(string program, string package, params string[] arguments)
    {
        try
        {
            return await ShellCommand.RunAsync(program, arguments, input: null, Token);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not here: apt-get install {package}");
            throw;
        }
    }

    private async Task<string> StoredImageAsync()
    {
        var tenant = await cluster.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        await tenant.ReadyAsync("web-1");
        return tenant.ImageOf("web-1");
    }
}
