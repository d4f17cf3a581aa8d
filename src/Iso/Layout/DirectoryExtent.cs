using ConfigDrive.Iso.Format;

namespace ConfigDrive.Iso.Layout;

/// <summary>A directory as one of the trees records it: its records in order, and the sectors that hold them (ECMA-119 6.8.1).</summary>
internal sealed class DirectoryExtent
{
    private int continuationLength;

    public required Node Node { get; init; }

    /// <summary>The parent directory; the root is its own (ECMA-119 6.8.2.2).</summary>
    public DirectoryExtent Parent { get => field ?? this; init; }

    /// <summary>The directory's number: its place in the path table, from 1 (ECMA-119 6.9.1).</summary>
    public required int Number { get; init; }

    /// <summary>The sum of ECMA-119 6.8.2.1 up to this directory: the lengths of the identifiers and the number of directories.</summary>
    public required int PathLength { get; init; }

    /// <summary>The files and directories inside, in the order of their records.</summary>
    public required Node[] Children { get; init; }

    /// <summary>The subdirectories among them, in the same order.</summary>
    public required DirectoryExtent[] Subdirectories { get; init; }

    /// <summary>The bytes of the directory: whole sectors.</summary>
    public uint Size { get; set; }

    public uint FirstBlock { get; set; }

    /// <summary>
    /// The block after the directory's own, where the Rock Ridge entries go on that do not fit its records. Each directory has its own,
    /// before its subdirectories, because libarchive reads forwards: it would hand out a subdirectory without the end of its name.
    /// </summary>
    public uint FirstContinuationBlock => FirstBlock + (Size / Sector.Size);

    /// <summary>The blocks of the directory with those of its continuations.</summary>
    public uint Blocks => (Size / Sector.Size) + (uint)Sector.CountFor(continuationLength);

    /// <summary>The links that a POSIX file system would count: the entry, its own ".", and the ".." of each subdirectory.</summary>
    public uint Links => 2 + (uint)Subdirectories.Length;

    /// <summary>Reserves bytes for a continuation, inside one sector, because Linux reads no further (fs/isofs/rock.c).</summary>
    /// <returns>Their position after <see cref="FirstContinuationBlock"/>.</returns>
    public int ReserveContinuation(int length)
    {
        var position = DirectoryRecord.Place(continuationLength, length);
        continuationLength = position + length;
        return position;
    }
}
