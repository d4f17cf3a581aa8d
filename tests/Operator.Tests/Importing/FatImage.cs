using System.Buffers.Binary;
using System.Text;

namespace ConfigDrive.Operator.Tests.Importing;

/// <summary>A small FAT12 file system, made byte by byte: sectors and clusters of 512 bytes, one allocation table of one sector, a root folder of one sector.</summary>
internal sealed class FatImage
{
    public const int Sector = 512;
    public const int Table = Sector;
    public const int Root = 2 * Sector;
    public const int Data = 3 * Sector;

    private int entries;
    private int next = 2;

    public FatImage(int clusters = 64)
    {
        Bytes = new byte[Data + (clusters * Sector)];
        var boot = Bytes.AsSpan();
        BinaryPrimitives.WriteUInt16LittleEndian(boot[11..], Sector);
        boot[13] = 1; // sectors of a cluster
        boot[14] = 1; // reserved sectors
        boot[16] = 1; // tables
        boot[17] = Sector / 32; // entries of the root folder
        BinaryPrimitives.WriteUInt16LittleEndian(boot[19..], (ushort)(Bytes.Length / Sector));
        boot[22] = 1; // sectors of a table
        (boot[510], boot[511]) = (0x55, 0xAA);
    }

    public byte[] Bytes { get; }

    public Span<byte> Entry(int index) => Bytes.AsSpan(Root + (index * 32), 32);

    /// <summary>Adds a file to the root folder; a name that is not one of eight and three capitals gets a long name.</summary>
    public FatImage With(string name, string text, string? shortName = null)
    {
        var content = Encoding.UTF8.GetBytes(text);
        var first = next;
        for (var position = 0; position < content.Length; position += Sector)
        {
            content.AsSpan(position, Math.Min(Sector, content.Length - position)).CopyTo(Bytes.AsSpan(Data + ((next - 2) * Sector)));
            Link(next, position + Sector < content.Length ? next + 1 : 0xFFF);
            next++;
        }

        var stored = Encoding.ASCII.GetBytes(shortName ?? $"FILE{entries:D4}   ");
        if (shortName is null)
        {
            AddLongName(name, stored);
        }

        var entry = Entry(entries++);
        stored.CopyTo(entry);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[26..], (ushort)(content.Length == 0 ? 0 : first));
        BinaryPrimitives.WriteUInt32LittleEndian(entry[28..], (uint)content.Length);
        return this;
    }

    public FatImage WithLabel(string label)
    {
        var entry = Entry(entries++);
        Encoding.ASCII.GetBytes(label.PadRight(11)).CopyTo(entry);
        entry[11] = 0x08;
        return this;
    }

    /// <summary>Writes an entry of the allocation table.</summary>
    public FatImage Link(int cluster, int to)
    {
        var place = Bytes.AsSpan(Table + (cluster * 3 / 2));
        var present = BinaryPrimitives.ReadUInt16LittleEndian(place);
        BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)(cluster % 2 == 0 ? (present & 0xF000) | to : (present & 0x000F) | (to << 4)));
        return this;
    }

    private void AddLongName(string name, byte[] stored)
    {
        byte checksum = 0;
        foreach (var each in stored)
        {
            checksum = (byte)((byte)((checksum << 7) | (checksum >> 1)) + each);
        }

        var parts = (name.Length + 12) / 13;
        for (var part = parts; part > 0; part--)
        {
            var entry = Entry(entries++);
            entry[0] = (byte)(part | (part == parts ? 0x40 : 0));
            entry[11] = 0x0F;
            entry[13] = checksum;
            foreach (var (index, place) in new[] { 1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30 }.Index())
            {
                var at = ((part - 1) * 13) + index;
                BinaryPrimitives.WriteUInt16LittleEndian(entry[place..], at < name.Length ? name[at] : at == name.Length ? (ushort)0 : (ushort)0xFFFF);
            }
        }
    }
}
