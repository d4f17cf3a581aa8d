namespace ConfigDrive.Iso.Conformance;

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

/// <summary>Checks every field of a primary volume descriptor (ECMA-119 8.4) or of Joliet's supplementary one (ECMA-119 8.5).</summary>
internal sealed class DescriptorCheck(CheckedImage image, IsoCheckOptions options, Findings findings)
{
    public CheckedVolume Run(uint block, bool isJoliet)
    {
        var sector = image.Block(block);
        var where = isJoliet ? "Joliet volume descriptor" : "primary volume descriptor";
        var fields = new Fields(sector, where, findings);

        fields.Is(7, 1, "ECMA-119 8.4.3", "the version");
        fields.Zero(73, 80, "ECMA-119 8.4.7", "the unused field");
        if (isJoliet)
        {
            fields.Zero(8, 8, "Joliet SVD Volume Flags Field", "the volume flags field");
            fields.Zero(92, 120, "ECMA-119 8.5.6", "the rest of the escape sequences");
        }
        else
        {
            fields.Zero(8, 8, "ECMA-119 8.4.4", "the unused field");
            fields.Zero(89, 120, "ECMA-119 8.4.9", "the unused field");
        }

        Texts(fields, where, isJoliet);

        var setSize = fields.Both16(121, "the volume set size");
        var sequence = fields.Both16(125, "the volume sequence number");
        findings.Require(
            sequence >= 1 && sequence <= setSize,
            "ECMA-119 8.4.11",
            where,
            $"the volume sequence number {sequence} is not within the volume set of {setSize}");
        var blockSize = fields.Both16(129, "the logical block size");
        findings.Require(
            blockSize == CheckedImage.BlockSize,
            "ECMA-119 8.4.12",
            where,
            $"the logical block size is {blockSize}, where all readers expect 2048");

        Times(fields, where);
        fields.Is(882, 1, "ECMA-119 8.4.30", "the file structure version");
        fields.Zero(883, 883, "ECMA-119 8.4.31", "the reserved field");
        fields.Zero(1396, 2048, "ECMA-119 8.4.33", "the reserved field");
        ApplicationUse(fields, where, isJoliet);
        findings.Require(setSize == 1, "config drive: one volume", where, $"the volume set has {setSize} volumes");

        return Volume(fields, block, isJoliet, where);
    }

    private CheckedVolume Volume(Fields fields, uint block, bool isJoliet, string where)
    {
        var spaceSize = fields.Both32(81, "the volume space size");
        findings.Require(
            spaceSize <= image.Length / CheckedImage.BlockSize,
            "ECMA-119 8.4.8",
            where,
            $"the volume has {spaceSize} blocks, but the image ends after {image.Length / CheckedImage.BlockSize}");

        var root = new Fields(fields.Range(157, 190), $"{where}, root directory record", findings);
        root.Is(1, 34, "ECMA-119 8.4.18", "the length of the root directory record");
        root.Is(33, 1, "ECMA-119 8.4.18", "the length of the root's identifier");
        root.Is(34, 0, "ECMA-119 8.4.18", "the root's identifier");
        return new CheckedVolume
        {
            IsJoliet = isJoliet,
            Block = block,
            SpaceSize = spaceSize,
            PathTableSize = fields.Both32(133, "the path table size"),
            LPathTable = fields.Little32(141),
            OptionalLPathTable = fields.Little32(145),
            MPathTable = fields.Big32(149),
            OptionalMPathTable = fields.Big32(153),
            RootBlock = root.Both32(3, "the location of the root directory"),
            RootLength = root.Both32(11, "the length of the root directory"),
            CreationTime = fields.Range(814, 830).ToArray(),
            RootRecord = fields.Range(157, 190).ToArray(),
        };
    }

    private void Texts(Fields fields, string where, bool isJoliet)
    {
        Text(fields.Range(9, 40), "the system identifier", isName: false, mayRelax: true);
        Text(fields.Range(41, 72), "the volume identifier", isName: true, mayRelax: true);
        Text(fields.Range(191, 318), "the volume set identifier", isName: true, mayRelax: false);
        Text(fields.Range(319, 446), "the publisher identifier", isName: false, mayRelax: true);
        Text(fields.Range(447, 574), "the data preparer identifier", isName: false, mayRelax: true);
        Text(fields.Range(575, 702), "the application identifier", isName: false, mayRelax: true);
        Text(fields.Range(703, 739), "the copyright file identifier", isName: true, mayRelax: false);
        Text(fields.Range(740, 776), "the abstract file identifier", isName: true, mayRelax: false);
        Text(fields.Range(777, 813), "the bibliographic file identifier", isName: true, mayRelax: false);

        void Text(ReadOnlySpan<byte> field, string name, bool isName, bool mayRelax)
        {
            if (!isJoliet)
            {
                var text = field.TrimEnd((byte)' ');
                var relaxed = mayRelax && options.RelaxedNames;
                findings.Require(
                    isName ? Characters.AreD(text, relaxed) : Characters.AreA(text, relaxed),
                    "ECMA-119 7.4.1",
                    where,
                    $"{name} has other characters than {(isName ? "d" : "a")}-characters, padded with spaces");
                return;
            }

            var characters = field[..(field.Length & ~1)];
            findings.Require(
                isName ? Characters.AreJoliet(characters) : Characters.AreJolietText(characters),
                "Joliet Allowed Character Set",
                where,
                $"{name} has characters that UCS-2 or Joliet does not allow");
            findings.Require(
                field.Length % 2 == 0 || field[^1] == 0,
                "Joliet Wide Character Byte Ordering",
                where,
                $"{name} has a byte after its last character that is not zero");
        }
    }

    // What stands there is the application's own (ECMA-119 8.4.32). Here it is a text, in the primary descriptor alone.
    private void ApplicationUse(Fields fields, string where, bool isJoliet)
    {
        const string Rule = "config drive: no other bytes";
        if (isJoliet)
        {
            fields.Zero(884, 1395, Rule, "the application use field");
            return;
        }

        findings.Require(
            Characters.AreA(fields.Range(884, 1395).TrimEnd((byte)0), relaxed: true),
            Rule,
            where,
            "the application use field, bytes 884 to 1395, is not printable text followed by zeroes");
    }

    private void Times(Fields fields, string where)
    {
        Time(fields.Range(814, 830), "the volume creation time");
        Time(fields.Range(831, 847), "the volume modification time");
        Time(fields.Range(848, 864), "the volume expiration time");
        Time(fields.Range(865, 881), "the volume effective time");

        void Time(ReadOnlySpan<byte> field, string name) =>
            findings.Require(
                TimeCheck.IsLongTime(field),
                "ECMA-119 8.4.26.1",
                where,
                $"{name} is neither a date nor sixteen zeros and a zero byte");
    }
}

/// <summary>A primary or Joliet volume descriptor, as far as other checks need it.</summary>
internal sealed record CheckedVolume
{
    public required bool IsJoliet { get; init; }

    /// <summary>The block of the descriptor.</summary>
    public required uint Block { get; init; }

    public required uint SpaceSize { get; init; }

    public required uint PathTableSize { get; init; }

    public required uint LPathTable { get; init; }

    public required uint OptionalLPathTable { get; init; }

    public required uint MPathTable { get; init; }

    public required uint OptionalMPathTable { get; init; }

    public required uint RootBlock { get; init; }

    public required uint RootLength { get; init; }

    /// <summary>The 17 bytes of the volume creation time.</summary>
    public required byte[] CreationTime { get; init; }

    /// <summary>The 34 bytes of the root's directory record.</summary>
    public required byte[] RootRecord { get; init; }

    public string Name => IsJoliet ? "Joliet" : "primary";

    public string Where => $"{Name} volume descriptor";
}
