namespace ConfigDrive.Operator.Tests.Attachment;

/// <summary>What happens in a world, with a number that the deed makes something of.</summary>
internal sealed record Story(WorldOptions Options, IReadOnlyList<(Deed Deed, int Number)> Deeds)
{
    /// <summary>The stories with something less.</summary>
    public IEnumerable<Story> Shorter()
    {
        for (var length = Deeds.Count / 2; length > 0; length /= 2)
        {
            for (var start = 0; start + length <= Deeds.Count; start += length)
            {
                yield return this with { Deeds = [.. Deeds.Take(start), .. Deeds.Skip(start + length)] };
            }
        }
    }

    public override string ToString() => $"{Options}: {string.Join(", ", Deeds.Select(told => $"{told.Deed} {told.Number}"))}";
}
