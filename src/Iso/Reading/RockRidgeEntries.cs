using System.Text;
using static ConfigDrive.Iso.Format.SystemUseEntries;

namespace ConfigDrive.Iso.Reading;

/// <summary>What the Rock Ridge entries of one record say, gathered as they are read (RRIP 4.1).</summary>
internal sealed class RockRidgeEntries
{
    private const int MaximumNameLength = 255;
    private const int MaximumTargetLength = 4096;

    private readonly List<byte> name = [];
    private readonly List<byte> target = [];
    private bool componentContinues;

    /// <summary>The name (NM); null if the record has none.</summary>
    public string? Name => name.Count == 0 ? null : Encoding.UTF8.GetString([.. name]);

    /// <summary>The target of a symbolic link (SL); null if the record is none.</summary>
    public string? Target => target.Count == 0 ? null : Encoding.UTF8.GetString([.. target]);

    public IsoPosixAttributes? Posix { get; private set; }

    /// <summary>The block of a directory that stands elsewhere because it lies too deep (CL, RRIP 4.1.5.1).</summary>
    public uint? ChildLink { get; private set; }

    /// <summary>The record stands for a directory that is found elsewhere by its child link (RE, RRIP 4.1.5.3).</summary>
    public bool IsRelocated { get; private set; }

    /// <summary>An ER names Rock Ridge (RRIP 4.3), by one of the identifiers in use.</summary>
    public bool AnnouncesRockRidge { get; private set; }

    public void Add(ReadOnlySpan<byte> entry)
    {
        var data = entry[Data..];
        if (entry.StartsWith("NM"u8) && data.Length > 0)
        {
            Append(name, data[1..], MaximumNameLength, "a Rock Ridge name");
        }
        else if (entry.StartsWith("PX"u8) && entry.Length >= ShortPosixAttributesLength)
        {
            Posix = new IsoPosixAttributes(
                SystemUseReader.Number(data),
                SystemUseReader.Number(data[8..]),
                SystemUseReader.Number(data[16..]),
                SystemUseReader.Number(data[24..]),
                entry.Length >= PosixAttributesLength ? SystemUseReader.Number(data[32..]) : null);
        }
        else if (entry.StartsWith("SL"u8) && data.Length > 0)
        {
            AddTarget(data[1..]);
        }
        else if (entry.StartsWith("CL"u8) && data.Length >= 8)
        {
            ChildLink = SystemUseReader.Number(data);
        }
        else if (entry.StartsWith("RE"u8))
        {
            IsRelocated = true;
        }
        else if (entry.StartsWith("ER"u8) && data.Length >= 4)
        {
            var identifier = data[4..][..Math.Min(data[0], data.Length - 4)];
            AnnouncesRockRidge |= Encoding.Latin1.GetString(identifier) is "RRIP_1991A" or "IEEE_P1282" or "IEEE_1282";
        }
    }

    // Components, each with flags and a length (RRIP 4.1.3.1).
    private void AddTarget(ReadOnlySpan<byte> components)
    {
        const byte Continues = 1, Current = 2, Parent = 4, Root = 8;
        while (components.Length >= 2)
        {
            var flags = components[0];
            var text = components[2..][..Math.Min(components[1], components.Length - 2)];
            components = components[(2 + text.Length)..];
            if (target.Count > 0 && target[^1] != (byte)'/' && !componentContinues)
            {
                target.Add((byte)'/');
            }

            componentContinues = (flags & Continues) != 0;
            text = (flags & (Current | Parent | Root)) switch { Current => "."u8, Parent => ".."u8, Root => "/"u8, _ => text };
            Append(target, text, MaximumTargetLength, "the target of a symbolic link");
        }
    }

    private static void Append(List<byte> bytes, ReadOnlySpan<byte> more, int maximum, string what)
    {
        if (bytes.Count + more.Length > maximum)
        {
            throw new IsoFormatException($"{what} has more than {maximum} bytes");
        }

        bytes.AddRange(more);
    }
}
