using System.Buffers.Binary;
using System.Text;

namespace ConfigDrive.Iso.Tests.Support;

/// <summary>
/// An image as bytes, and the positions of its structures, found the shortest way: this is neither the reader nor the checker.
/// </summary>
internal sealed class RawImage(byte[] bytes)
{
    public const int Sector = 2048;
    public const int Primary = 16 * Sector;
    public const int Joliet = 17 * Sector;
    public const int Terminator = 18 * Sector;

    public byte[] Bytes { get; } = bytes;

    public uint Little32(int position) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(position));

    public uint Big32(int position) => BinaryPrimitives.ReadUInt32BigEndian(Bytes.AsSpan(position));

    public void SetBoth32(int position, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Bytes.AsSpan(position), value);
        BinaryPrimitives.WriteUInt32BigEndian(Bytes.AsSpan(position + 4), value);
    }

    public void SetBoth16(int position, ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(Bytes.AsSpan(position), value);
        BinaryPrimitives.WriteUInt16BigEndian(Bytes.AsSpan(position + 2), value);
    }

    public void Set(int position, params ReadOnlySpan<byte> values) => values.CopyTo(Bytes.AsSpan(position));

    /// <summary>The block of a path table, from the descriptor.</summary>
    public int PathTable(int descriptor, bool bigEndian) =>
        (int)(bigEndian ? Big32(descriptor + 148) : Little32(descriptor + 140)) * Sector;

    /// <summary>The position of the first record of the root.</summary>
    public int Root(int descriptor) => (int)Little32(descriptor + 158) * Sector;

    /// <summary>
    /// The position of the record of a file or directory, by its path in recorded identifiers: "a/b.;1" in the primary tree, "a/b" in
    /// Joliet's.
    /// </summary>
    public int Record(int descriptor, string path)
    {
        var record = descriptor + 156;
        foreach (var name in path.Split('/'))
        {
            record = Records(record).First(candidate => Identifier(candidate, descriptor) == name);
        }

        return record;
    }

    /// <summary>The positions of all records of the directory that a record describes, the first two included.</summary>
    public IEnumerable<int> Records(int directory)
    {
        var start = (int)Little32(directory + 2) * Sector;
        var end = start + (int)Little32(directory + 10);
        for (var position = start; position < end;)
        {
            if (Bytes[position] == 0)
            {
                position = (position / Sector * Sector) + Sector;
                continue;
            }

            yield return position;
            position += Bytes[position];
        }
    }

    public string Identifier(int record, int descriptor) =>
        (descriptor == Joliet && Bytes[record + 32] > 1 ? Encoding.BigEndianUnicode : Encoding.Latin1)
            .GetString(Bytes, record + 33, Bytes[record + 32]);

    /// <summary>The position of the system use entry with a signature, in the record itself.</summary>
    public int Entry(int record, string signature)
    {
        var start = record + 33 + (Bytes[record + 32] | 1);
        for (var position = start; position + 4 <= record + Bytes[record]; position += Bytes[position + 2])
        {
            if (Encoding.Latin1.GetString(Bytes, position, 2) == signature)
            {
                return position;
            }
        }

        throw new InvalidOperationException($"The record at {record} has no {signature}.");
    }

    /// <summary>The position of what a CE entry refers to.</summary>
    public int Continuation(int entry) => ((int)Little32(entry + 4) * Sector) + (int)Little32(entry + 12);
}
