using System.Buffers.Binary;
using ConfigDrive.Iso.Format;
using static ConfigDrive.Iso.Format.SystemUseEntries;

namespace ConfigDrive.Iso.Reading;

/// <summary>Walks the system use entries of a record and of its continuations (SUSP 4 and 5.1).</summary>
internal sealed class SystemUseReader(ImageSource image, ReadBudget budget)
{
    // A name and the target of a symbolic link need far fewer.
    private const int MaximumContinuations = 64;

    private readonly byte[] continuation = new byte[Sector.Size];

    public delegate void EntryHandler(ReadOnlySpan<byte> entry);

    /// <summary>Hands every entry to the caller, whole, in order. CE and ST are followed here and not handed on.</summary>
    public void Read(ReadOnlySpan<byte> entries, long position, EntryHandler handle)
    {
        for (var count = 0; ; count++)
        {
            if (!ReadArea(entries, position, handle, out var next))
            {
                return;
            }

            if (count == MaximumContinuations)
            {
                throw new IsoFormatException($"the system use entries at byte {position} go on in more than {MaximumContinuations} places");
            }

            position = ImageSource.Position(next.Block) + next.Offset;
            if (next.Length > (uint)continuation.Length)
            {
                throw new IsoFormatException(
                    $"the continuation area at byte {position} has {next.Length} bytes, more than a sector (SUSP 5.1)");
            }

            budget.Spend(next.Length);
            var area = continuation.AsSpan(0, (int)next.Length);
            image.Read(position, area, "a continuation area (SUSP 5.1)");
            entries = area;
        }
    }

    private static bool ReadArea(
        ReadOnlySpan<byte> entries, long position, EntryHandler handle, out (uint Block, uint Offset, uint Length) next)
    {
        next = default;
        var continues = false;

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
                handle(entry);
            }
            else if (length >= ContinuationLength)
            {
                var fields = entry[Data..];
                next = (Number(fields), Number(fields[8..]), Number(fields[16..]));
                continues = true;
            }
        }

        return continues;
    }

    public static uint Number(ReadOnlySpan<byte> field) => BinaryPrimitives.ReadUInt32LittleEndian(field);
}
