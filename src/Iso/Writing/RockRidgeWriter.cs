using System.Text;
using ConfigDrive.Iso.Format;
using ConfigDrive.Iso.Layout;
using static ConfigDrive.Iso.Format.SystemUseEntries;

namespace ConfigDrive.Iso.Writing;

/// <summary>
/// Writes the system use entries of one record, one after the other. Owner and permissions are those of genisoimage -r: root's, readable by
/// all and writable by none, for a drive has no owner inside the guest.
/// </summary>
internal ref struct RockRidgeWriter(Span<byte> systemUse, Span<byte> continuations, uint continuationBlock)
{
    private const int MaximumNameLength = 255;

    private readonly Span<byte> continuations = continuations;
    private Span<byte> free = systemUse;

    /// <summary>SP (SUSP 5.3): the entries start at the first byte of every system use field.</summary>
    public void WriteSharingProtocol() => SharingProtocolCheck.CopyTo(Next("SP"u8, SharingProtocolLength));

    /// <summary>PX (RRIP 4.1.1) and TF (RRIP 4.1.6).</summary>
    public void WriteAttributes(bool isDirectory, uint links, uint serial, scoped ReadOnlySpan<byte> time)
    {
        const uint DirectoryMode = 0x4000 | 0b101_101_101, FileMode = 0x8000 | 0b100_100_100;
        const int User = 2 * 8, Group = 3 * 8, Serial = 4 * 8;
        var attributes = Next("PX"u8, PosixAttributesLength);
        BothByteOrder.WriteUInt32(attributes, isDirectory ? DirectoryMode : FileMode);
        BothByteOrder.WriteUInt32(attributes[8..], links);
        BothByteOrder.WriteUInt32(attributes[User..], 0);
        BothByteOrder.WriteUInt32(attributes[Group..], 0);
        BothByteOrder.WriteUInt32(attributes[Serial..], serial);

        var times = Next("TF"u8, TimeStampsLength);
        times[0] = ModifyAccessAttributes;
        for (times = times[1..]; !times.IsEmpty; times = times[time.Length..])
        {
            time.CopyTo(times);
        }
    }

    /// <summary>ER (SUSP 5.5), in the continuation area.</summary>
    public void WriteExtensionsReference(int position)
    {
        WriteContinuation(position, ExtensionsReferenceLength);
        free = continuations[position..];
        var entry = Next("ER"u8, ExtensionsReferenceLength);
        entry[0] = (byte)RockRidgeIdentifier.Length;
        entry[1] = (byte)RockRidgeDescriptor.Length;
        entry[2] = (byte)RockRidgeSource.Length;
        entry[3] = 1;
        var texts = entry[4..];
        RockRidgeIdentifier.CopyTo(texts);
        RockRidgeDescriptor.CopyTo(texts[RockRidgeIdentifier.Length..]);
        RockRidgeSource.CopyTo(texts[(RockRidgeIdentifier.Length + RockRidgeDescriptor.Length)..]);
    }

    /// <summary>NM (RRIP 4.1.4): the whole name, or its first bytes here and the rest in the continuation area.</summary>
    public void WriteName(Node node, int inRecord)
    {
        Span<byte> name = stackalloc byte[MaximumNameLength];
        name = name[..Encoding.UTF8.GetBytes(node.Name, name)];
        if (inRecord == name.Length)
        {
            WriteAlternateName(name, flags: 0);
            return;
        }

        WriteAlternateName(name[..inRecord], NameContinues);
        WriteContinuation(node.Continuation, AlternateName + name.Length - inRecord);
        free = continuations[node.Continuation..];
        WriteAlternateName(name[inRecord..], flags: 0);
    }

    private void WriteAlternateName(scoped ReadOnlySpan<byte> part, byte flags)
    {
        var entry = Next("NM"u8, AlternateName + part.Length);
        entry[0] = flags;
        part.CopyTo(entry[1..]);
    }

    // CE (SUSP 5.1).
    private void WriteContinuation(int position, int length)
    {
        var entry = Next("CE"u8, ContinuationLength);
        BothByteOrder.WriteUInt32(entry, continuationBlock + (uint)(position / Sector.Size));
        BothByteOrder.WriteUInt32(entry[8..], (uint)(position % Sector.Size));
        BothByteOrder.WriteUInt32(entry[16..], (uint)length);
    }

    private Span<byte> Next(ReadOnlySpan<byte> signature, int length)
    {
        var entry = free[..length];
        free = free[length..];
        signature.CopyTo(entry);
        entry[SystemUseEntries.Length] = (byte)length;
        entry[SystemUseEntries.Version] = 1;
        return entry[Data..];
    }
}
