using System.Buffers;
using System.Globalization;
using System.Text;
using ConfigDrive.Iso.Writing;

namespace ConfigDrive.Iso.Tests.Support;

/// <summary>The trees that the tests write.</summary>
internal static class Trees
{
    public static readonly IsoImageOptions Options = new()
    {
        VolumeLabel = "config-2",
        Timestamp = new DateTimeOffset(2026, 2, 28, 23, 59, 58, TimeSpan.Zero),
    };

    /// <summary>Every tree by its name, for theories.</summary>
    public static TheoryData<string> Names => [.. All.Keys];

    public static IReadOnlyDictionary<string, Func<IReadOnlyList<IsoFile>>> All { get; } =
        new Dictionary<string, Func<IReadOnlyList<IsoFile>>>
        {
            ["sample drive"] = SampleDrive,
            ["no files"] = static () => [],
            ["one file"] = static () => [File("openstack/latest/meta_data.json", "{}")],
            ["names that clash"] = NamesThatClash,
            ["long names"] = LongNames,
            ["names in many scripts"] = NamesInManyScripts,
            ["directories beyond one sector"] = LargeDirectories,
            ["empty files"] = static () => [File("a/empty", ""), File("a/also-empty.txt", ""), File("b.txt", "b"), File("z", "")],
            ["only empty files"] = static () => [File("empty", ""), File($"a/{new string('n', 200)}", "")],
            ["links"] = Links,
            ["seven directories deep"] = static () => [File("1/2/3/4/5/6/7/deep.txt", "deep"), File("1/2/3/4/5/6/7/deeper.txt", "deeper")],
            ["many directories"] = ManyDirectories,
            ["sector sizes"] = static () => [.. new[] { 1, 2047, 2048, 2049, 4096, 70_000 }.Select(size => Bytes($"sizes/{size}", size))],
        };

    public static IsoFile File(string path, string content) => new(path, IsoContent.FromBytes(Encoding.UTF8.GetBytes(content)));

    public static IsoFile Bytes(string path, int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return new IsoFile(path, IsoContent.FromBytes(bytes));
    }

    public static IsoImage Image(params IEnumerable<IsoFile> files) => IsoImage.Create(files, Options);

    public static byte[] Write(params IEnumerable<IsoFile> files) => Write(Image(files));

    public static byte[] Write(IsoImage image)
    {
        var output = new ArrayBufferWriter<byte>();
        image.WriteTo(output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Both layouts of a config drive: 18 files, 8 KB of user data.</summary>
    public static IReadOnlyList<IsoFile> SampleDrive()
    {
        var userData = IsoContent.FromBytes(Encoding.ASCII.GetBytes("#cloud-config\n".PadRight(8192, '#')));
        var keys = IsoContent.FromBytes("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1XyTQBxZdEsVr7BHkeTKrsKjE8mwHOa7gOnIOdHbUh user@host\n"u8
            .ToArray());
        return
        [
            File("cloudstack/metadata/availability-zone.txt", "zone-1"),
            File("cloudstack/metadata/cloud-identifier.txt", "CloudStack-{6a2f}"),
            File("cloudstack/metadata/instance-id.txt", "i-2-17-VM"),
            File("cloudstack/metadata/local-hostname.txt", "web-1"),
            File("cloudstack/metadata/local-ipv4.txt", "10.1.1.17"),
            File("cloudstack/metadata/public-hostname.txt", "web-1.example.org"),
            File("cloudstack/metadata/public-ipv4.txt", "203.0.113.17"),
            new("cloudstack/metadata/public-keys.txt", keys),
            new("cloudstack/metadata/public_keys.txt", keys),
            File("cloudstack/metadata/service-offering.txt", "Small Instance"),
            File("cloudstack/metadata/vm-id.txt", "17"),
            File("cloudstack/password/vm_password.txt", "correct horse"),
            new("cloudstack/userdata/user_data.txt", userData),
            File("openstack/content/0000", "a file"),
            File("openstack/latest/meta_data.json", """{"uuid":"83679162-1378-4288-a2d4-70e13ec132aa","hostname":"web-1"}"""),
            File("openstack/latest/network_data.json", """{"links":[],"networks":[],"services":[]}"""),
            new("openstack/latest/user_data", userData),
            File("openstack/latest/vendor_data.json", """{"cloud-init":"#cloud-config"}"""),
        ];
    }

    private static IReadOnlyList<IsoFile> NamesThatClash() =>
    [
        File("public-keys.txt", "hyphen"),
        File("public_keys.txt", "underscore"),
        File("README", "upper"),
        File("readme", "lower"),
        File("Readme", "mixed"),
        File("dot", "no dot"),
        File("dot.", "one dot"),
        File("dot..", "two dots"),
        File("...", "only dots"),
        File("a b", "space"),
        File("a*b", "star"),
        File("a_b", "underscore"),
        File("Dir/x", "upper directory"),
        File("dir/x", "lower directory"),
        File("stem001.txt", "a name like those that are made up"),
        File("STEM.txt", "upper"),
        File("stem.txt", "lower"),
        File(";1", "a version"),
        File("x;1", "a version"),
        File("x", "no version"),
    ];

    private static IReadOnlyList<IsoFile> LongNames() =>
    [
        File($"{new string('d', 170)}/deep", "in a directory with a long name"),
        File($"{new string('é', 120)}/deep/deeper", "in a directory below one with a long name"),
        .. new[] { 1, 8, 30, 31, 32, 63, 64, 65, 113, 114, 115, 200, 254, 255 }.SelectMany(length =>
        {
            var name = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
            return new[] { File($"long/{name}", $"{length}"), File($"extensions/{name[..Math.Max(length - 4, 0)]}.txt", $"{length}") };
        }).DistinctBy(file => file.Path),
        File($"utf8/{new string('é', 127)}x", "255 bytes"),
        File($"utf8/{new string('界', 85)}", "255 bytes"),
    ];

    private static IReadOnlyList<IsoFile> NamesInManyScripts() =>
    [
        File("Ünïcödé.txt", "latin"),
        File("файл", "cyrillic"),
        File("文件.txt", "chinese"),
        File("🗝.txt", "beyond the basic plane"),
    ];

    private static IReadOnlyList<IsoFile> LargeDirectories() =>
    [
        .. Enumerable.Range(0, 200).Select(i => File(Name("files/file-{0:D4}-with-a-name.txt", i), $"{i}")),
        .. Enumerable.Range(0, 200).Select(i => File(Name("directories/directory-{0:D4}/x", i), $"{i}")),
    ];

    private static IReadOnlyList<IsoFile> Links()
    {
        var small = IsoContent.FromBytes("shared"u8.ToArray());
        var empty = IsoContent.FromBytes(default);
        return
        [
            new("a/one", small),
            new("b/two", small),
            new("three", small),
            new("empty-1", empty),
            new("empty-2", empty),
            File("twin", "shared"),
        ];
    }

    private static IReadOnlyList<IsoFile> ManyDirectories() =>
        [.. Enumerable.Range(0, 150).Select(i => File(Name("{0:D3}/sub-{0}/leaf.txt", i), $"{i}"))];

    private static string Name(string format, int number) => string.Format(CultureInfo.InvariantCulture, format, number);
}
