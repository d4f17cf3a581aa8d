using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Judges;

/// <summary>The reader opens what genisoimage and xorriso write, and the checker finds no fault with them that is none.</summary>
public sealed class OtherWritersTests
{
    private static readonly IsoFile[] Files =
    [
        .. Trees.SampleDrive(),
        Trees.File($"{new string('l', 60)}/{new string('n', 200)}", "a long name"),
        Trees.File("ünïcödé/文件.txt", "unicode"),
        Trees.File("empty", ""),
        Trees.Bytes("large", 100_000),
    ];

    // nova/virt/configdrive.py, ConfigDriveBuilder._make_iso9660.
    private static readonly string[] Nova = ["-ldots", "-allow-lowercase", "-allow-multidot", "-l", "-publisher", "OpenStack Compute", "-quiet", "-J", "-r", "-V", "config-2"];

    // kubevirt/pkg/cloud-init/cloud-init.go, defaultIsoFunc.
    private static readonly string[] KubeVirt = ["-as", "mkisofs", "-volid", "config-2", "-joliet", "-rock", "-partition_cyl_align", "on"];

    private static readonly string LongTarget = string.Join('/', Enumerable.Repeat(new string('t', 100), 4));

    [Fact]
    public async Task Genisoimage_AsNovaCallsIt_IsReadByAllItsTrees()
    {
        using var directory = new TemporaryDirectory();
        var image = await GenisoimageAsync(directory, Files, Nova);

        var reader = IsoReader.Open(image);
        Assert.Equal("config-2", reader.VolumeLabel);
        Assert.Equal("config-2", reader.JolietVolumeLabel);
        Assert.Equal("OpenStack Compute", reader.Publisher);
        Assert.Equal(Expected(Files), Read(reader, IsoNameTree.RockRidge));
        Assert.Equal(Expected(Files).Values.Order(), Read(reader, IsoNameTree.Primary).Values.Order());
        Assert.Equal(Expected(Files).Values.Order(), Read(reader, IsoNameTree.Joliet).Values.Order());
        Assert.Contains("openstack/latest/meta_data.json", Read(reader, IsoNameTree.Primary).Keys);
        Assert.Contains("ünïcödé/文件.txt", Read(reader, IsoNameTree.Joliet).Keys);
    }

    [Fact]
    public async Task Xorriso_AsKubeVirtCallsIt_IsReadByAllItsTrees()
    {
        using var directory = new TemporaryDirectory();
        var image = await XorrisoAsync(directory, Files);

        var reader = IsoReader.Open(image);
        Assert.Equal("config-2", reader.VolumeLabel);
        Assert.Equal(Expected(Files), Read(reader, IsoNameTree.RockRidge));
        Assert.Equal(Expected(Files).Values.Order(), Read(reader, IsoNameTree.Primary).Values.Order());
        Assert.Contains("OPENSTAC/LATEST/META_DAT.JSO", Read(reader, IsoNameTree.Primary).Keys);
        Assert.Contains("ünïcödé/文件.txt", Read(reader, IsoNameTree.Joliet).Keys);
    }

    [Fact]
    public async Task Genisoimage_OfADeepTree_IsReadAsDeepAsItWas()
    {
        IsoFile[] files = [Trees.File("1/2/3/4/5/6/7/8/9/10/deep.txt", "deep"), Trees.File("1/2/3/4/5/6/7/8/beside.txt", "beside")];
        using var directory = new TemporaryDirectory();

        var image = await GenisoimageAsync(directory, files, ["-quiet", "-R", "-V", "deep"]);

        Assert.Equal(Expected(files), Read(IsoReader.Open(image), IsoNameTree.RockRidge));
    }

    [Fact]
    public async Task Xorriso_OfSymbolicLinks_SaysWhereTheyPoint()
    {
        using var directory = new TemporaryDirectory();
        var tree = directory.WriteTree(Files);
        File.CreateSymbolicLink(Path.Combine(tree, "relative"), "../a/./b");
        File.CreateSymbolicLink(Path.Combine(tree, "absolute"), "/usr/bin/env");
        File.CreateSymbolicLink(Path.Combine(tree, "long"), LongTarget);

        (await Tool.Xorriso.RunAsync("-as", "mkisofs", "-R", "-o", directory.File("links.iso"), tree)).Succeeded();

        var links = IsoReader.Open(await File.ReadAllBytesAsync(directory.File("links.iso"), TestContext.Current.CancellationToken)).ReadTree(IsoNameTree.RockRidge)
            .Where(static entry => entry.Kind == IsoEntryKind.SymbolicLink).ToDictionary(static entry => entry.Path, static entry => entry.LinkTarget);
        Assert.Equal("../a/./b", links["relative"]);
        Assert.Equal("/usr/bin/env", links["absolute"]);
        Assert.Equal(LongTarget, links["long"]);
    }

    [Fact]
    public async Task Genisoimage_OfAPlainTree_IsSoundByTheStandards()
    {
        using var directory = new TemporaryDirectory();

        var image = await GenisoimageAsync(directory, Files, Nova);

        Assert.Empty(IsoChecker.Check(image, new IsoCheckOptions { ConfigDrive = false }));
    }

    [Fact]
    public async Task Genisoimage_OfAPlainTree_IsNotWhatThisLibraryPromises()
    {
        using var directory = new TemporaryDirectory();

        var rules = IsoChecker.Check(await GenisoimageAsync(directory, Files, Nova)).Select(static finding => finding.Rule).ToHashSet();

        // Its own stamp in block 19, no serial numbers, hyphens replaced, the volume's effective time.
        Assert.Superset(new HashSet<string> { "config drive: no other bytes", "config drive: serial numbers", "config drive: trees agree", "config drive: one time" }, rules);
    }

    [Fact]
    public async Task Xorriso_OfAPlainTree_IsSoundByTheStandardsButForTheParentsInJoliet()
    {
        using var directory = new TemporaryDirectory();

        var findings = IsoChecker.Check(await XorrisoAsync(directory, [.. Files.Where(static file => file.Path.Length < 60)]), new IsoCheckOptions { ConfigDrive = false });

        // libisofs up to 1.5.4 has ".." refer to the directory itself in its Joliet trees.
        Assert.All(findings, static finding =>
        {
            Assert.Equal("ECMA-119 6.8.2.2", finding.Rule);
            Assert.StartsWith("Joliet ", finding.Where, StringComparison.Ordinal);
        });
    }

    private static async Task<byte[]> GenisoimageAsync(TemporaryDirectory directory, IEnumerable<IsoFile> files, string[] options)
    {
        (await Tool.Genisoimage.RunAsync([.. options, "-o", directory.File("other.iso"), directory.WriteTree(files)])).Succeeded();
        return await File.ReadAllBytesAsync(directory.File("other.iso"), TestContext.Current.CancellationToken);
    }

    private static async Task<byte[]> XorrisoAsync(TemporaryDirectory directory, IEnumerable<IsoFile> files)
    {
        (await Tool.Xorriso.RunAsync([.. KubeVirt, "-o", directory.File("other.iso"), directory.WriteTree(files)])).Succeeded();
        return await File.ReadAllBytesAsync(directory.File("other.iso"), TestContext.Current.CancellationToken);
    }

    private static Dictionary<string, string> Expected(IEnumerable<IsoFile> files) =>
        files.ToDictionary(static file => file.Path, static file => Convert.ToHexString(file.Content.Bytes()), StringComparer.Ordinal);

    private static Dictionary<string, string> Read(IsoReader reader, IsoNameTree tree) => reader.ReadTree(tree)
        .Where(static entry => entry.Kind == IsoEntryKind.File)
        .ToDictionary(static entry => entry.Path, entry => Convert.ToHexString(reader.ReadFile(entry)), StringComparer.Ordinal);
}
