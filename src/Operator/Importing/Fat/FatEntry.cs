using System.Buffers.Binary;

namespace ConfigDrive.Operator.Importing.Fat;

internal enum FatEntryKind
{
    File,
    Folder,

    /// <summary>The label of the volume.</summary>
    Label,
}

/// <summary>An entry of a folder: 32 bytes, before which others may have its long name (FAT File System Specification, sections 6 and 7).</summary>
internal readonly record struct FatEntry(string Name, FatEntryKind Kind, uint FirstCluster, long Length)
{
    private const int Size = 32;
    private const int LongName = 0x0F;
    private const int Label = 0x08;
    private const int Folder = 0x10;

    // Characters of a long name in one entry; at most 20 entries have one name.
    private const int CharactersEach = 13;
    private const int MostParts = 20;

    /// <summary>The entries that are in use, without those of the folder itself and of its parent.</summary>
    public static IEnumerable<FatEntry> ReadAll(ReadOnlyMemory<byte> entries)
    {
        var longName = new StringBuilder();
        var expected = 0;
        byte checksum = 0;
        for (var position = 0; position + Size <= entries.Length && entries.Span[position] != 0; position += Size)
        {
            var entry = entries.Slice(position, Size);
            var attributes = entry.Span[11] & 0x3F;
            if (entry.Span[0] == 0xE5)
            {
                expected = 0; // deleted
                longName.Clear();
            }
            else if (attributes == LongName)
            {
                var number = entry.Span[0] & 0x1F;
                if ((entry.Span[0] & 0x40) != 0 && number is > 0 and <= MostParts)
                {
                    longName.Clear();
                    (expected, checksum) = (number, entry.Span[13]);
                }

                // They come last part first; one that does not follow belongs to no name.
                if (number != expected || number == 0 || entry.Span[13] != checksum)
                {
                    expected = 0;
                    longName.Clear();
                    continue;
                }

                longName.Insert(0, PartOf(entry.Span));
                expected--;
            }
            else
            {
                var isNamed = longName.Length > 0 && expected == 0 && checksum == Checksum(entry.Span);
                var read = Read(entry.Span, attributes, isNamed ? longName.ToString() : null);
                expected = 0;
                longName.Clear();
                if (read.Name is not ("." or ".."))
                {
                    yield return read;
                }
            }
        }
    }

    private static FatEntry Read(ReadOnlySpan<byte> entry, int attributes, string? longName)
    {
        var first = ((uint)BinaryPrimitives.ReadUInt16LittleEndian(entry[20..]) << 16) | BinaryPrimitives.ReadUInt16LittleEndian(entry[26..]);
        if ((attributes & Label) != 0)
        {
            return new FatEntry(Encoding.Latin1.GetString(entry[..11]).TrimEnd(' '), FatEntryKind.Label, 0, 0);
        }

        var kind = (attributes & Folder) != 0 ? FatEntryKind.Folder : FatEntryKind.File;
        var name = longName ?? ShortNameOf(entry);
        return name.Length > 0 && !name.AsSpan().ContainsAny('/', '\0')
            ? new FatEntry(name, kind, first, BinaryPrimitives.ReadUInt32LittleEndian(entry[28..]))
            : throw new UnreadableDriveException("the FAT file system is damaged: an entry has a name that cannot be that of a file");
    }

    // Two bits say which half is in lower case, as Windows NT and mtools write them.
    private static string ShortNameOf(ReadOnlySpan<byte> entry)
    {
        var stem = Encoding.Latin1.GetString(entry[..8]).TrimEnd(' ');
        var extension = Encoding.Latin1.GetString(entry[8..11]).TrimEnd(' ');
        stem = (entry[12] & 0x08) != 0 ? stem.ToLowerInvariant() : stem;
        extension = (entry[12] & 0x10) != 0 ? extension.ToLowerInvariant() : extension;
        return extension.Length > 0 ? $"{stem}.{extension}" : stem;
    }

    // A name that does not fill its entry ends with a zero, and 0xFFFF after it.
    private static string PartOf(ReadOnlySpan<byte> entry)
    {
        Span<char> part = stackalloc char[CharactersEach];
        ReadOnlySpan<byte> places = [1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30];
        for (var index = 0; index < CharactersEach; index++)
        {
            part[index] = (char)BinaryPrimitives.ReadUInt16LittleEndian(entry[places[index]..]);
        }

        var end = part.IndexOf('\0');
        return new string(end < 0 ? part : part[..end]);
    }

    private static byte Checksum(ReadOnlySpan<byte> entry)
    {
        byte sum = 0;
        foreach (var each in entry[..11])
        {
            sum = (byte)((byte)((sum << 7) | (sum >> 1)) + each);
        }

        return sum;
    }
}
