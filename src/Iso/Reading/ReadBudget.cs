namespace ConfigDrive.Iso.Reading;

/// <summary>
/// Bounds the work of reading a tree by the size of the image: directories and continuations do not overlap in a sound image, so together
/// they are no larger than it. One that refers to the same bytes again and again, or in a circle, runs out.
/// </summary>
internal sealed class ReadBudget(long bytes)
{
    private long left = bytes;

    public void Spend(long bytes)
    {
        left -= bytes;
        if (left < 0)
        {
            throw new IsoFormatException("the directories refer to more bytes than the image has: some overlap, or contain themselves");
        }
    }
}
