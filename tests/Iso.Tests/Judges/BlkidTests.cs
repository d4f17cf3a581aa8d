using ConfigDrive.Iso.Tests.Support;

namespace ConfigDrive.Iso.Tests.Judges;

/// <summary>blkid, by which Linux guests find the drive.</summary>
public sealed class BlkidTests
{
    [Theory, MemberData(nameof(JudgedImage.Names), MemberType = typeof(JudgedImage))]
    public async Task Blkid_OfAnyImage_FindsTheLabel(string tree)
    {
        using var image = new JudgedImage(tree);

        var result = (await Tool.Blkid.RunAsync("-p", "-o", "export", image.Path)).Succeeded();

        Assert.Contains("LABEL=config-2", result.Lines);
        Assert.Contains("TYPE=iso9660", result.Lines);
        Assert.Contains("BLOCK_SIZE=2048", result.Lines);
        Assert.Contains("UUID=2026-02-28-23-59-58-00", result.Lines);
        Assert.Contains(@"VERSION=Joliet\ Extension", result.Lines);
    }
}
