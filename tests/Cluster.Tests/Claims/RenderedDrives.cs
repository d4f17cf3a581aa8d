using System.Text;

namespace ConfigDrive.Cluster.Tests.Claims;

/// <summary>What <c>render</c> makes of the objects of a namespace, as they were when this was made.</summary>
internal sealed class RenderedDrives : IDisposable
{
    private const int RevisionStart = 33651;
    private const int Mebibyte = 1 << 20;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("configdrive-render-");
    private readonly string @namespace;

    private RenderedDrives(string @namespace)
    {
        this.@namespace = @namespace;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Objects => Path.Combine(folder.FullName, "objects.json");

    public static async Task<RenderedDrives> OfAsync(Tenant tenant)
    {
        var rendered = new RenderedDrives(tenant.Name);
        const string Kinds = "configdrives.configdrive.dev,virtualmachines,virtualmachineinstances,secrets,configmaps,namespaces,nodes";
        await File.WriteAllTextAsync(rendered.Objects, await tenant.KubectlOutputAsync("get", Kinds, "--output=json"), Token);
        return rendered;
    }

    /// <summary>A disk holds an image, and zeroes behind it up to a whole mebibyte.</summary>
    public static void AssertHolds(byte[] disk, byte[] image)
    {
        Assert.Equal(0, disk.Length % Mebibyte);
        Assert.True(disk.AsSpan().StartsWith(image), "The disk does not hold what render gives.");
        Assert.True(disk.AsSpan(image.Length).IndexOfAnyExcept((byte)0) < 0, "The padding is not zero.");
    }

    /// <summary>The image of a drive.</summary>
    public async Task<byte[]> ImageAsync(string drive, string revision)
    {
        var path = Path.Combine(folder.FullName, drive);
        Assert.Equal(
            (0, "", ""),
            await OperatorCommand.RunAsync(Token, "render", "-f", Objects, "-o", path, "--name", $"{@namespace}/{drive}", "--revision", revision));
        var image = await File.ReadAllBytesAsync(path, Token);
        File.Delete(path);
        Assert.Equal(revision, Encoding.ASCII.GetString(image, RevisionStart, revision.Length));
        return image;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
