namespace ConfigDrive.Iso.Conformance;

/// <summary>
/// What every block of the image is used for: finds extents that overlap, bytes that belong to nothing, and padding that is not zero.
/// </summary>
internal sealed class ExtentMap(CheckedImage image, Findings findings)
{
    private readonly List<Extent> extents = [];
    private readonly Dictionary<uint, List<(uint Start, uint End)>> continuations = [];

    private enum Use
    {
        Structure,
        File,
        Continuation,
    }

    /// <summary>Adds a descriptor, a path table or a directory: nothing else may lie in its blocks.</summary>
    public void AddStructure(uint block, long length, string what) => Add(block, length, Use.Structure, what);

    /// <summary>Adds a file: other files may have the same extent, being links to it.</summary>
    public void AddFile(uint block, uint length, string path)
    {
        if (length > 0)
        {
            Add(block, length, Use.File, path);
        }
    }

    /// <summary>Adds a continuation area: others may lie in the same block, but not in the same bytes.</summary>
    public void AddContinuation(uint block, uint offset, uint length, string where)
    {
        if (!continuations.TryGetValue(block, out var areas))
        {
            continuations.Add(block, areas = []);
            Add(block, CheckedImage.BlockSize, Use.Continuation, "continuation areas");
        }

        var end = offset + length;
        if (findings.Require(
            !areas.Exists(area => area.Start < end && offset < area.End),
            "SUSP 5.1",
            where,
            $"the continuation area at offset {offset} of block {block} overlaps another"))
        {
            areas.Add((offset, end));
        }
    }

    public void Check()
    {
        extents.Sort(static (a, b) => (a.Block, a.Length).CompareTo((b.Block, b.Length)));
        Overlaps();
        Padding();
        Continuations();
        Unreferenced();
    }

    private void Add(uint block, long length, Use use, string what)
    {
        if (!findings.IsFull && image.Has((long)block * CheckedImage.BlockSize, length))
        {
            extents.Add(new Extent(block, length, use, what));
        }
    }

    private void Overlaps()
    {
        var widest = default(Extent);
        foreach (var extent in extents)
        {
            var areLinks = extent.Use == Use.File && extent == widest with { What = extent.What };
            if (widest.What is not null && extent.Block < widest.End && !areLinks)
            {
                findings.Add(
                    "config drive: no overlap",
                    extent.What,
                    $"blocks {extent.Block} to {extent.End - 1} overlap {widest.What}, blocks {widest.Block} to {widest.End - 1}");
            }

            widest = extent.End > widest.End ? extent : widest;
        }
    }

    private void Padding()
    {
        foreach (var extent in extents)
        {
            var end = ((long)extent.Block * CheckedImage.BlockSize) + extent.Length;
            var padding = (int)((extent.End * CheckedImage.BlockSize) - end);
            if (image.Has(end, padding) && image.Bytes(end, padding).ContainsAnyExcept((byte)0))
            {
                findings.Add("config drive: no other bytes", extent.What, $"the {padding} bytes after the end are not all zero");
            }
        }
    }

    private void Continuations()
    {
        foreach (var (block, areas) in continuations)
        {
            var rest = image.Block(block).ToArray();
            foreach (var (start, end) in areas)
            {
                rest.AsSpan((int)start, (int)(end - start)).Clear();
            }

            findings.Require(
                !rest.AsSpan().ContainsAnyExcept((byte)0),
                "config drive: no other bytes",
                $"block {block}",
                "there are bytes beside the continuation areas that are not zero");
        }
    }

    private void Unreferenced()
    {
        long next = 0;
        foreach (var extent in extents)
        {
            Unreferenced(next, extent.Block);
            next = Math.Max(next, extent.End);
        }

        Unreferenced(next, image.Length / CheckedImage.BlockSize);
    }

    private void Unreferenced(long first, long end)
    {
        for (var block = first; block < end; block++)
        {
            if (image.Block((uint)block).ContainsAnyExcept((byte)0))
            {
                findings.Add("config drive: no other bytes", $"block {block}", "nothing refers to this block, but it is not zero");
            }
        }
    }

    private readonly record struct Extent(uint Block, long Length, Use Use, string What)
    {
        public long End => Block + CheckedImage.BlocksFor(Length);
    }
}
