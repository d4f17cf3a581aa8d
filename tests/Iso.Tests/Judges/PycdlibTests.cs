using System.Text.Json;
using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Judges;

/// <summary>pycdlib, the strictest reader of fields, and the one by which Ironic reads config drives.</summary>
public sealed class PycdlibTests
{
    private const string Script = """
        import sys, json, io
        try:
            import pycdlib
        except ImportError:
            sys.exit(77)
        iso = pycdlib.PyCdlib()
        iso.open(sys.argv[1])
        def walk(kind):
            found = {}
            for folder, _, names in iso.walk(**{kind: '/'}):
                for name in names:
                    path = folder.rstrip('/') + '/' + name
                    content = io.BytesIO()
                    iso.get_file_from_iso_fp(content, **{kind: path})
                    found[path[1:]] = content.getvalue().hex().upper()
            return found
        label = iso.pvd.volume_identifier.decode()
        use = iso.pvd.application_use.decode()
        print(json.dumps({'label': label, 'applicationUse': use, 'primary': walk('iso_path'), 'joliet': walk('joliet_path'), 'rockRidge': walk('rr_path')}))
        """;

    [Theory, MemberData(nameof(JudgedImage.Names), MemberType = typeof(JudgedImage))]
    public async Task Pycdlib_OfAnyImage_FindsAllFilesByAllThreeNames(string tree)
    {
        using var image = new JudgedImage(tree);

        var result = await Tool.Python.RunAsync("-c", Script, image.Path);
        if (result.ExitCode == 77)
        {
            Assert.Skip("pycdlib is not installed. On Debian: apt-get install python3-pycdlib");
        }

        using var found = JsonDocument.Parse(result.Succeeded().Output);
        Assert.Equal("config-2".PadRight(32), found.RootElement.GetProperty("label").GetString());
        Assert.Equal(JudgedImage.ApplicationUse.PadRight(512, '\0'), found.RootElement.GetProperty("applicationUse").GetString());
        Assert.Equal(image.Contents(), Read(found, "rockRidge"));
        Assert.Equal(image.Contents(IsoNameTree.Joliet), Read(found, "joliet"));
        Assert.Equal(
            image.Contents(IsoNameTree.Primary).Keys.Order(StringComparer.Ordinal),
            Read(found, "primary").Keys.Select(WithoutVersion).Order(StringComparer.Ordinal));
        Assert.Equal(image.Contents().Values.Order(), Read(found, "primary").Values.Order());
    }

    private static Dictionary<string, string> Read(JsonDocument found, string tree) =>
        found.RootElement.GetProperty(tree).EnumerateObject()
            .ToDictionary(static entry => entry.Name, static entry => entry.Value.GetString()!, StringComparer.Ordinal);

    private static string WithoutVersion(string path)
    {
        Assert.EndsWith(";1", path, StringComparison.Ordinal);
        return path[^3] == '.' ? path[..^3] : path[..^2];
    }
}
