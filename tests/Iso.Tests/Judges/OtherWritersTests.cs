using ConfigDrive.Iso.Conformance;
using ConfigDrive.Iso.Reading;
using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Judges;

/// <summary>The reader opens what genisoimage, xorriso and pycdlib write, and the checker finds no fault with them that is none.</summary>
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
    private static readonly string[] Nova =
        ["-ldots", "-allow-lowercase", "-allow-multidot", "-l", "-publisher", "OpenStack Compute", "-quiet", "-J", "-r", "-V", "config-2"];

    // kubevirt/pkg/cloud-init/cloud-init.go, defaultIsoFunc.
    private static readonly string[] KubeVirt = ["-as", "mkisofs", "-volid", "config-2", "-joliet", "-rock", "-partition_cyl_align", "on"];

    private const string Pycdlib = """
        import sys, os
        try:
            import pycdlib
        except ImportError:
            sys.exit(77)
        iso = pycdlib.PyCdlib()
        iso.new(interchange_level=3, joliet=3, rock_ridge='1.09', vol_ident='config-2')
        primary = {'.': ''}
        for folder, folders, names in os.walk(sys.argv[2]):
            at = os.path.relpath(folder, sys.argv[2])
            above = '' if at == '.' else '/' + at
            for name in folders:
                primary[os.path.normpath(os.path.join(at, name))] = here = f'{primary[at]}/D{len(primary)}'
                iso.add_directory(here, rr_name=name, joliet_path=f'{above}/{name}')
            for number, name in enumerate(names):
                path = f'{primary[at]}/F{number}.;1'
                iso.add_file(os.path.join(folder, name), iso_path=path, rr_name=name, joliet_path=f'{above}/{name}')
        iso.write(sys.argv[1])
        iso.close()
        """;

    [Fact]
    public async Task Genisoimage_AsNovaCallsIt_IsReadByAllItsTrees()
    {
        using var directory = new TemporaryDirectory();
        var image = await GenisoimageAsync(directory, Files, Nova);

        var reader = IsoReader.Open(image);
        Assert.Equal("config-2", reader.VolumeLabel);
        Assert.Equal("config-2", reader.JolietVolumeLabel);
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
    public async Task Pycdlib_OfAConfigDrive_IsReadByAllItsTrees()
    {
        using var directory = new TemporaryDirectory();
        var image = await PycdlibAsync(directory, Trees.SampleDrive());

        var reader = IsoReader.Open(image);
        Assert.Equal("config-2", reader.VolumeLabel);
        Assert.Equal(Expected(Trees.SampleDrive()), Read(reader, IsoNameTree.RockRidge));
        Assert.Equal(Expected(Trees.SampleDrive()), Read(reader, IsoNameTree.Joliet));
        Assert.Equal(Expected(Trees.SampleDrive()).Values.Order(), Read(reader, IsoNameTree.Primary).Values.Order());
    }

    [Fact]
    public async Task Genisoimage_OfADeepTree_IsRefusedAsNotSupported()
    {
        IsoFile[] files = [Trees.File("1/2/3/4/5/6/7/8/9/10/deep.txt", "deep"), Trees.File("1/2/3/4/5/6/7/8/beside.txt", "beside")];
        using var directory = new TemporaryDirectory();

        var image = await GenisoimageAsync(directory, files, ["-quiet", "-R", "-V", "deep"]);

        var error = Assert.Throws<IsoFormatException>(() => IsoReader.Open(image).ReadTree(IsoNameTree.RockRidge));
        Assert.Contains("a relocated directory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Xorriso_OfSymbolicLinks_IsRefusedAsNotSupported()
    {
        using var directory = new TemporaryDirectory();
        var tree = directory.WriteTree(Files);
        File.CreateSymbolicLink(Path.Combine(tree, "relative"), "../a/./b");

        (await Tool.Xorriso.RunAsync("-as", "mkisofs", "-R", "-o", directory.File("links.iso"), tree)).Succeeded();

        var image = await File.ReadAllBytesAsync(directory.File("links.iso"), TestContext.Current.CancellationToken);
        var error = Assert.Throws<IsoFormatException>(() => IsoReader.Open(image).ReadTree(IsoNameTree.RockRidge));
        Assert.Contains("a symbolic link", error.Message, StringComparison.Ordinal);
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
        Assert.Superset(
            new HashSet<string>
            {
                "config drive: no other bytes",
                "config drive: serial numbers",
                "config drive: trees agree",
                "config drive: one time",
            },
            rules);
    }

    [Fact]
    public async Task Xorriso_OfAPlainTree_IsSoundByTheStandardsButForTheParentsInJoliet()
    {
        using var directory = new TemporaryDirectory();

        var image = await XorrisoAsync(directory, Files.Where(static file => file.Path.Length < 60));
        var findings = IsoChecker.Check(image, new IsoCheckOptions { ConfigDrive = false });

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

    private static async Task<byte[]> PycdlibAsync(TemporaryDirectory directory, IEnumerable<IsoFile> files)
    {
        var result = await Tool.Python.RunAsync("-c", Pycdlib, directory.File("other.iso"), directory.WriteTree(files));
        if (result.ExitCode == 77)
        {
            Assert.Skip("pycdlib is not installed. On Debian: apt-get install python3-pycdlib");
        }

        result.Succeeded();
        return await File.ReadAllBytesAsync(directory.File("other.iso"), TestContext.Current.CancellationToken);
    }

    private static Dictionary<string, string> Expected(IEnumerable<IsoFile> files) =>
        files.ToDictionary(static file => file.Path, static file => Convert.ToHexString(file.Content.Bytes.Span), StringComparer.Ordinal);

    private static Dictionary<string, string> Read(IsoReader reader, IsoNameTree tree) => reader.ReadTree(tree)
        .Where(static entry => entry.Kind == IsoEntryKind.File)
        .ToDictionary(static entry => entry.Path, entry => Convert.ToHexString(reader.ReadFile(entry)), StringComparer.Ordinal);
}
