namespace ConfigDrive.Iso.Checking;

/// <summary>Checks the sequence of volume descriptors, from sector 16 to the terminator (ECMA-119 6.7.1 and 8.1 to 8.3).</summary>
internal sealed class DescriptorSetCheck(CheckedImage image, IsoCheckOptions options, Findings findings)
{
    private const uint First = 16;

    private readonly List<CheckedVolume> volumes = [];

    /// <summary>The block of the terminator; zero if there is none.</summary>
    public uint Terminator { get; private set; }

    public IReadOnlyList<CheckedVolume> Run()
    {
        for (var block = First; ; block++)
        {
            if (!image.Has((long)block * CheckedImage.BlockSize, CheckedImage.BlockSize))
            {
                findings.Add("ECMA-119 6.7.1", $"block {block}", "the image ends before the volume descriptor set terminator");
                break;
            }

            var sector = image.Block(block);
            if (!sector[1..].StartsWith("CD001"u8))
            {
                findings.Add("ECMA-119 8.1.2", $"block {block}", "there is no volume descriptor, and the set has not been terminated");
                break;
            }

            if (sector[0] == 255)
            {
                Terminate(block, sector);
                break;
            }

            Descriptor(block, sector);
        }

        findings.Require(
            volumes.Count(static volume => !volume.IsJoliet) == 1,
            "ECMA-119 6.7.1.1",
            "volume descriptor set",
            "there is not exactly one primary volume descriptor");
        return volumes;
    }

    private void Terminate(uint block, ReadOnlySpan<byte> sector)
    {
        var fields = new Fields(sector, "volume descriptor set terminator", findings);
        fields.Is(7, 1, "ECMA-119 8.3.3", "the version");
        fields.Zero(8, 2048, "ECMA-119 8.3.4", "the reserved field");
        Terminator = block;
    }

    private void Descriptor(uint block, ReadOnlySpan<byte> sector)
    {
        switch (sector[0])
        {
            case 1:
                volumes.Add(new DescriptorCheck(image, options, findings).Run(block, isJoliet: false));
                break;
            case 2 when sector[6] == 1 && sector[88] == '%' && sector[89] == '/' && sector[90] is (byte)'@' or (byte)'C' or (byte)'E':
                volumes.Add(new DescriptorCheck(image, options, findings).Run(block, isJoliet: true));
                break;
            case 0 or 2 or 3:
                findings.Add(
                    "config drive: descriptors",
                    $"block {block}",
                    $"a volume descriptor of type {sector[0]} and version {sector[6]} is neither primary nor Joliet");
                break;
            default:
                findings.Add("ECMA-119 8.1.1", $"block {block}", $"the volume descriptor type {sector[0]} is reserved");
                break;
        }
    }
}
