using System.Buffers;
using System.Text;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Tests.Content;

public sealed class DriveImageTests
{
    [Theory]
    [MemberData(nameof(SampleDrives.Names), MemberType = typeof(SampleDrives))]
    public void Lay_SameInputsTwice_MakesTheSameBytes(string name) =>
        Assert.Equal(Write(SampleDrives.All[name].Content), Write(SampleDrives.All[name].Content));

    [Fact]
    public void Lay_ExtraInAnotherOrder_MakesTheSameBytes() => Assert.Equal(
        Write(new Drive { Spec = "metadata: {extra: {a: \"1\", b: \"2\", B: \"3\"}}" }.Content),
        Write(new Drive { Spec = "metadata: {extra: {B: \"3\", b: \"2\", a: \"1\"}}" }.Content));

    [Fact]
    public void Lay_LayoutsInAnotherOrder_MakesTheSameBytes() => Assert.Equal(
        Write(new Drive { Spec = "layouts: [OpenStack, CloudStack]\nuserData: {inline: hello}" }.Content),
        Write(new Drive { Spec = "layouts: [CloudStack, OpenStack]\nuserData: {inline: hello}" }.Content));

    [Fact]
    public void Lay_OtherPassword_MakesOtherBytes() =>
        Assert.NotEqual(Write(new Drive().WithPassword("one").Content), Write(new Drive().WithPassword("two").Content));

    [Fact]
    public void Lay_Label_StandsInBothDescriptors()
    {
        var image = Write(new Drive().Content);

        Assert.Equal("config-2".PadRight(32), Encoding.ASCII.GetString(image, 0x8028, 32));
        Assert.Equal("config-2".PadRight(16), Encoding.BigEndianUnicode.GetString(image, 0x8828, 32));
    }

    [Fact]
    public void Lay_OfExactly64Mebibytes_IsAllowed_AndMoreIsNot()
    {
        const int LastFile = 1024 * 1024;
        var drive = Enumerable.Range(0, 62).Aggregate(
            new Drive { Spec = "files:\n" + string.Join('\n', Enumerable.Range(0, 63).Select(index => $"- {{path: /f{index}, content: {{secretKeyRef: {{name: s{index}, key: k}}}}}}")) },
            (drive, index) => drive.WithSource(SourceKind.Secret, $"s{index}", "k", new byte[LastFile]));
        var rest = ContentLimits.ImageBytes - DriveImage.Build(drive.WithSource(SourceKind.Secret, "s62", "k", []).Content).Length;

        Assert.Equal(ContentLimits.ImageBytes, DriveImage.Build(WithRest(drive, rest)).Length);

        // An image ends at a multiple of two sectors, so one may be to spare.
        var refusal = Assert.Throws<InvalidContentException>(() => DriveImage.Build(WithRest(drive, rest + 2048 + 1)));
        Assert.Equal("spec", refusal.Field);
        Assert.Contains("67108864", refusal.Message, StringComparison.Ordinal);

        // The limit of one source must not come in the way of what is tested.
        static DriveContent WithRest(Drive drive, long rest)
        {
            var content = drive.WithSource(SourceKind.Secret, "s62", "k", []).Content;
            return content with { Files = [.. content.Files.SkipLast(1), content.Files[^1] with { Content = new byte[rest] }] };
        }
    }

    [Fact]
    public void Files_AreNumberedAndNamedInTheOrderOfTheSpec_AndAMissingOptionalOneIsSkipped()
    {
        var tree = new Drive
        {
            Spec = """
                files:
                - {path: /b, content: {inline: first}}
                - {path: /x, content: {secretKeyRef: {name: gone, key: k, optional: true}}}
                - {path: /a, content: {inline: ""}}
                """,
        }.Tree;

        Assert.Equal("""[{"path":"/b","content_path":"/content/0000"},{"path":"/a","content_path":"/content/0001"}]""", tree.MetaData.GetProperty("files").GetRawText());
        Assert.Equal("first", tree.Text("openstack/content/0000"));
        Assert.Empty(tree.Bytes("openstack/content/0001"));
    }

    private static byte[] Write(DriveContent content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        DriveImage.Build(content).WriteTo(buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
