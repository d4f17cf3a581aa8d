using System.Buffers.Binary;
using System.Numerics;

namespace ConfigDrive.Operator.Importing.Fat;

/// <summary>
/// A FAT12, FAT16 or FAT32 file system without a partition table around it, as <c>mkfs.vfat</c> makes it (Microsoft's "FAT File System Specification", 1.03). Nothing in it is
/// trusted: a cluster belongs to one file or folder only, so that reading all of it takes no more time and memory than its size.
/// </summary>
internal sealed class FatVolume
{
    private const int BootSector = 512;
    private const int EntrySize = 32;
    private const string NotAnImage = "it is neither an ISO 9660 image nor a FAT file system: give the image of a config drive, or a folder with its files";

    private readonly ReadOnlyMemory<byte> image;
    private readonly int clusterSize;
    private readonly long tableStart;
    private readonly long rootStart;
    private readonly int rootLength;
    private readonly long dataStart;
    private readonly int clusters;
    private readonly uint rootCluster;
    private readonly bool[] taken;

    private FatVolume(ReadOnlyMemory<byte> image)
    {
        this.image = image;
        var boot = image.Length >= BootSector ? image.Span[..BootSector] : throw new UnreadableDriveException(NotAnImage);
        int sector = BinaryPrimitives.ReadUInt16LittleEndian(boot[11..]);
        int perCluster = boot[13];
        int reserved = BinaryPrimitives.ReadUInt16LittleEndian(boot[14..]);
        int tables = boot[16];
        if (sector is not (512 or 1024 or 2048 or 4096) || !BitOperations.IsPow2(perCluster) || reserved == 0 || tables is 0 or > 4 || boot[510] != 0x55 || boot[511] != 0xAA)
        {
            throw new UnreadableDriveException(boot[510] == 0x55 && boot[511] == 0xAA
                ? $"{NotAnImage}; it begins like a disk with partitions: give the partition alone"
                : NotAnImage);
        }

        clusterSize = sector * perCluster;
        rootLength = BinaryPrimitives.ReadUInt16LittleEndian(boot[17..]) * EntrySize;
        long sectors = BinaryPrimitives.ReadUInt16LittleEndian(boot[19..]) is > 0 and var few ? few : BinaryPrimitives.ReadUInt32LittleEndian(boot[32..]);
        long tableLength = BinaryPrimitives.ReadUInt16LittleEndian(boot[22..]) is > 0 and var small ? small : BinaryPrimitives.ReadUInt32LittleEndian(boot[36..]);
        tableStart = (long)reserved * sector;
        rootStart = tableStart + (tables * tableLength * sector);
        dataStart = rootStart + ((rootLength + sector - 1) / sector * sector);
        var end = Math.Min(sectors * sector, image.Length);
        if (tableLength == 0 || dataStart + clusterSize > end)
        {
            throw new UnreadableDriveException($"the FAT file system is damaged or cut off: its data would begin at byte {dataStart}, but it ends at {end}");
        }

        clusters = (int)((end - dataStart) / clusterSize);
        taken = new bool[clusters];
        var formatted = ((sectors * sector) - dataStart) / clusterSize;
        EntryBits = formatted switch { < 4085 => 12, < 65525 => 16, _ => 32 };
        rootCluster = EntryBits == 32 ? BinaryPrimitives.ReadUInt32LittleEndian(boot[44..]) : 0;
    }

    /// <summary>Bits of an entry of the allocation table.</summary>
    private int EntryBits { get; }

    // The upper half of a number is that of FAT32 alone.
    private uint MostClusters => EntryBits == 32 ? 0x0FFFFFFFu : 0xFFFFu;

    /// <exception cref="UnreadableDriveException">It is not a FAT file system, or damaged.</exception>
    public static SourceDrive Open(ReadOnlyMemory<byte> image)
    {
        var volume = new FatVolume(image);
        var files = new Dictionary<string, SourceFile>(StringComparer.OrdinalIgnoreCase);
        var label = new FatTree(volume).Read(files);
        return new SourceDrive(label, files);
    }

    /// <summary>The entries of the root folder.</summary>
    public ReadOnlyMemory<byte> ReadRoot() => EntryBits == 32 ? Read(Chain(rootCluster, long.MaxValue), long.MaxValue) : image.Slice((int)rootStart, rootLength);

    /// <summary>The entries of a folder.</summary>
    public ReadOnlyMemory<byte> ReadFolder(uint first) => Read(Chain(first, long.MaxValue), long.MaxValue);

    /// <summary>A file, whose clusters are claimed at once, and whose bytes are copied on demand.</summary>
    public SourceFile File(string path, uint first, long length)
    {
        if (length == 0)
        {
            return new SourceFile(0, () => default);
        }

        var chain = Chain(first, length);
        return (long)chain.Count * clusterSize >= length
            ? new SourceFile(length, () => Read(chain, length))
            : throw new UnreadableDriveException($"{path}: the FAT file system is damaged: the file has fewer clusters than its {length} bytes need");
    }

    private byte[] Read(List<int> chain, long length)
    {
        var bytes = new byte[Math.Min((long)chain.Count * clusterSize, length)];
        for (var (index, position) = (0, 0); position < bytes.Length; index++, position += clusterSize)
        {
            var part = Math.Min(clusterSize, bytes.Length - position);
            image.Span.Slice((int)(dataStart + ((long)chain[index] * clusterSize)), part).CopyTo(bytes.AsSpan(position));
        }

        return bytes;
    }

    // The numbers of clusters begin at 2; here at 0.
    private List<int> Chain(uint first, long length)
    {
        var chain = new List<int>();
        for (var next = first & MostClusters; !IsEnd(next) && (long)chain.Count * clusterSize < length; next = Next(next))
        {
            if (next < 2 || next - 2 >= clusters || taken[next - 2])
            {
                throw new UnreadableDriveException("the FAT file system is damaged or cut off: a file or folder has a cluster that is outside of it, or another's");
            }

            taken[next - 2] = true;
            chain.Add((int)(next - 2));
        }

        return chain;
    }

    private bool IsEnd(uint entry) => entry >= EntryBits switch { 12 => 0xFF8u, 16 => 0xFFF8u, _ => 0x0FFFFFF8u };

    private uint Next(uint cluster)
    {
        // What follows the last entry is the next table or the root folder, so that four bytes are there.
        var position = tableStart + ((long)cluster * EntryBits / 8);
        if (position >= rootStart)
        {
            throw new UnreadableDriveException("the FAT file system is damaged: its allocation table is too short");
        }

        var entry = BinaryPrimitives.ReadUInt32LittleEndian(image.Span[(int)position..]);
        return EntryBits switch
        {
            12 => (cluster % 2 == 0 ? entry : entry >> 4) & 0xFFF,
            16 => entry & 0xFFFF,
            _ => entry & 0x0FFFFFFF,
        };
    }
}
