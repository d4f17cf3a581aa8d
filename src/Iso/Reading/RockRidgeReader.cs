using System.Buffers.Binary;
using System.Text;
using ConfigDrive.Iso.Format;
using static ConfigDrive.Iso.Format.SystemUseEntries;

namespace ConfigDrive.Iso.Reading;

/// <summary>Reads the system use entries of a record and of its continuations (SUSP 4 and 5.1).</summary>
internal sealed class RockRidgeReader(ImageSource image, ReadBudget budget)
{
    // A name needs far fewer.
    private const int MaximumContinuations = 64;

    /// <summary>
    /// Finds out whether an image has Rock Ridge: the first record of the root starts with SP and announces the extension in an ER (SUSP
    /// 5.3 and 5.5).
    /// </summary>
    /// <returns>The bytes to skip at the start of each system use field (LEN_SKP); null without Rock Ridge.</returns>
    public static int? Find(ImageSource image, VolumeDescriptor descriptor)
    {
        var position = ImageSource.Position(descriptor.RootBlock);
        var field = DirectoryRecord.Read(image.Read(position, Sector.Size, "the root directory"), position).SystemUse;
        if (field.Length < SharingProtocolLength || !field.StartsWith("SP"u8) || !field[Data..].StartsWith(SharingProtocolCheck))
        {
            return null;
        }

        var entries = new RockRidgeReader(image, new ReadBudget(image.Length)).Read(field, position);
        return entries.AnnouncesRockRidge ? field[SharingProtocolLength - 1] : null;
    }

    /// <summary>Reads all entries, CE and ST being followed.</summary>
    /// <param name="entries">The system use field, without the bytes to skip.</param>
    /// <param name="position">The byte of the image where the record starts.</param>
    public RockRidgeEntries Read(ReadOnlySpan<byte> entries, long position)
    {
        var found = new RockRidgeEntries();
        for (var count = 0; ReadArea(entries, position, found) is { } next; count++)
        {
            if (count == MaximumContinuations)
            {
                throw new IsoFormatException($"the system use entries at byte {position} go on in more than {MaximumContinuations} places");
            }

            position = ImageSource.Position(next.Block) + next.Offset;
            if (next.Length > Sector.Size)
            {
                throw new IsoFormatException(
                    $"the continuation area at byte {position} has {next.Length} bytes, more than a sector (SUSP 5.1)");
            }

            budget.Spend(next.Length);
            entries = image.Read(position, next.Length, "a continuation area (SUSP 5.1)");
        }

        return found;
    }

    private static (uint Block, uint Offset, uint Length)? ReadArea(ReadOnlySpan<byte> entries, long position, RockRidgeEntries found)
    {
        (uint, uint, uint)? next = null;

        // Fewer than four bytes at the end are padding (SUSP 4), and so is a zero where a signature should be, which some writers leave.
        while (entries.Length >= Data && entries[0] != 0)
        {
            int length = entries[SystemUseEntries.Length];
            if (length < Data || length > entries.Length)
            {
                throw new IsoFormatException(
                    $"a system use entry near byte {position} has a length of {length} where {entries.Length} bytes are left (SUSP 4.1)");
            }

            var entry = entries[..length];
            entries = entries[length..];
            if (entry.StartsWith("ST"u8))
            {
                break;
            }

            if (!entry.StartsWith("CE"u8))
            {
                found.Add(entry);
            }
            else if (length >= ContinuationLength)
            {
                var fields = entry[Data..];
                next = (Number(fields), Number(fields[8..]), Number(fields[16..]));
            }
        }

        return next;
    }

    private static uint Number(ReadOnlySpan<byte> field) => BinaryPrimitives.ReadUInt32LittleEndian(field);
}

/// <summary>What the Rock Ridge entries of one record say, gathered as they are read (RRIP 4.1).</summary>
internal sealed class RockRidgeEntries
{
    private const int MaximumNameLength = 255;
    private const uint FileTypeMask = 0xF000, Directory = 0x4000, RegularFile = 0x8000;

    private readonly List<byte> name = [];

    /// <summary>The name (NM); null if the record has none.</summary>
    public string? Name => name.Count == 0 ? null : Encoding.UTF8.GetString([.. name]);

    /// <summary>What the record describes, if that is neither a file nor a directory in its place.</summary>
    public string? Unsupported { get; private set; }

    /// <summary>An ER names Rock Ridge (RRIP 4.3), by one of the identifiers in use.</summary>
    public bool AnnouncesRockRidge { get; private set; }

    public void Add(ReadOnlySpan<byte> entry)
    {
        var data = entry[Data..];
        if (entry.StartsWith("NM"u8) && data.Length > 0)
        {
            if (name.Count + data.Length - 1 > MaximumNameLength)
            {
                throw new IsoFormatException($"a Rock Ridge name has more than {MaximumNameLength} bytes");
            }

            name.AddRange(data[1..]);
        }
        else if (entry.StartsWith("PX"u8) && data.Length >= sizeof(uint))
        {
            // Some writers leave the type out.
            if ((BinaryPrimitives.ReadUInt32LittleEndian(data) & FileTypeMask) is not (0 or Directory or RegularFile))
            {
                Unsupported ??= "a device, a pipe or a socket (RRIP 4.1.1)";
            }
        }
        else if (entry.StartsWith("SL"u8))
        {
            Unsupported = "a symbolic link (RRIP 4.1.3)";
        }
        else if (entry.StartsWith("CL"u8) || entry.StartsWith("RE"u8))
        {
            Unsupported = "a relocated directory, as of trees more than eight deep (RRIP 4.1.5)";
        }
        else if (entry.StartsWith("ER"u8) && data.Length >= 4)
        {
            var identifier = data[4..][..Math.Min(data[0], data.Length - 4)];
            AnnouncesRockRidge |= Encoding.Latin1.GetString(identifier) is "RRIP_1991A" or "IEEE_P1282" or "IEEE_1282";
        }
    }
}
