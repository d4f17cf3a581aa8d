using System.Text;
using ConfigDrive.Iso.Format;
using static ConfigDrive.Iso.Format.VolumeDescriptorFields;

namespace ConfigDrive.Iso.Reading;

/// <summary>The volume descriptors from sector 16 to the terminator (ECMA-119 6.7.1), as far as they lead to files.</summary>
/// <param name="Primary">The primary volume descriptor.</param>
/// <param name="Joliet">Joliet's supplementary descriptor, if there is one.</param>
internal sealed record VolumeDescriptorSet(VolumeDescriptor Primary, VolumeDescriptor? Joliet)
{
    public static VolumeDescriptorSet Read(ImageSource image)
    {
        VolumeDescriptor? primary = null, joliet = null;
        Span<byte> sector = stackalloc byte[Sector.Size];
        for (var block = Sector.SystemArea; ; block++)
        {
            image.Read(ImageSource.Position(block), sector, $"block {block} of the volume descriptor set, which has not been terminated,");
            if (!sector.Slice(StandardIdentifier, Standard.Length).SequenceEqual(Standard))
            {
                throw new IsoFormatException($"block {block} is no volume descriptor: it lacks the identifier \"CD001\" (ECMA-119 8.1.2)");
            }

            switch (sector[0])
            {
                case PrimaryType:
                    primary ??= new VolumeDescriptor(sector, Encoding.Latin1);
                    break;
                case SupplementaryType when IsJoliet(sector):
                    joliet ??= new VolumeDescriptor(sector, Encoding.BigEndianUnicode);
                    break;
                case TerminatorType:
                    return new VolumeDescriptorSet(
                        primary ?? throw new IsoFormatException("there is no primary volume descriptor (ECMA-119 6.7.1.1)"),
                        joliet);
            }
        }
    }

    // One of the three levels of UCS-2 (Joliet specification, "SVD Escape Sequences Field").
    private static bool IsJoliet(ReadOnlySpan<byte> sector) =>
        sector[VolumeDescriptorFields.Version] == 1
        && sector[EscapeSequences..].StartsWith("%/"u8)
        && sector[EscapeSequences + 2] is (byte)'@' or (byte)'C' or (byte)'E';
}
