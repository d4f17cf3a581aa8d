using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Claims;

namespace ConfigDrive.Operator.Tests.Claims;

public sealed class DesiredClaimTests
{
    private const long Mebibyte = 1 << 20;
    private static readonly V1Alpha1ConfigDrive Drive = new CopyWorld().Drive;

    [Theory]
    [InlineData(null, VolumeMode.Filesystem, 77824, 16 * Mebibyte)]
    [InlineData("1", VolumeMode.Filesystem, 77824, Mebibyte)]
    [InlineData("1Mi", VolumeMode.Block, Mebibyte + 1, 2 * Mebibyte)]
    [InlineData("1Mi", VolumeMode.Filesystem, 20 * Mebibyte, 23 * Mebibyte)]
    [InlineData("4Gi", VolumeMode.Filesystem, 77824, 4096 * Mebibyte)]
    public void Size_IsWhatIsAskedFor_ButHoldsTheImage(string? size, object mode, long image, long expected)
    {
        var storage = new PrimaryStorage { Size = size is null ? null : new ResourceQuantity(size), VolumeMode = (VolumeMode)mode };

        Assert.Equal(expected, DesiredClaim.For("c", "r", storage, new PrimaryDefaults(), image).Bytes);
    }

    [Fact]
    public void Claim_AsRequested_MeetsTheRequest_AndOthersDoNot()
    {
        var wanted = DesiredClaim.For("c", "r", new PrimaryStorage { StorageClassName = "fast" }, new PrimaryDefaults(), 1000);
        var claim = wanted.ManifestFor(Drive);

        Assert.True(wanted.IsMetBy(claim));
        Assert.True((wanted with { Bytes = Mebibyte }).IsMetBy(claim), "A larger claim will do.");
        Assert.False((wanted with { LeastBytes = 17 * Mebibyte }).IsMetBy(claim));
        Assert.False((wanted with { StorageClassName = "slow" }).IsMetBy(claim));
        Assert.False((wanted with { AccessModes = [AccessMode.ReadWriteOnce] }).IsMetBy(claim));
        Assert.False((wanted with { VolumeMode = VolumeMode.Block }).IsMetBy(claim));
    }

    [Fact]
    public void Name_OfALongVirtualMachine_FitsAndStaysApartFromOthers()
    {
        var (one, other) = (new string('a', 252) + "b", new string('a', 252) + "c");

        Assert.Equal("web-configdrive-abcdefghij", CopyNames.ForRevision("web", "abcdefghij"));
        Assert.Equal(253, CopyNames.ForRevision(one, "abcdefghij").Length);
        Assert.NotEqual(CopyNames.ForRevision(one, "abcdefghij"), CopyNames.ForRevision(other, "abcdefghij"));
    }

    [Theory]
    [InlineData("16Mi", 16 * Mebibyte)]
    [InlineData("1.5Gi", 1536 * Mebibyte)]
    [InlineData("20M", 20_000_000)]
    [InlineData("1500m", 2)]
    [InlineData("1e3", 1000)]
    [InlineData("7", 7)]
    public void Quantity_IsReadAsKubernetesDoes(string text, long expected) => Assert.Equal(expected, new ResourceQuantity(text).ToInt64());

    [Theory]
    [InlineData("")]
    [InlineData("Mi")]
    [InlineData("1Qi")]
    [InlineData("9999999999999E")]
    public void Quantity_ThatIsNone_IsRefused(string text) => Assert.Throws<FormatException>(() => new ResourceQuantity(text).ToInt64());
}
