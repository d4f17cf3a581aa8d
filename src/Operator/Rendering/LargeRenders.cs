using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Rendering;

/// <summary>
/// Lets one large drive at a time be made, since that takes several times its size in memory. Another one waits in the queue, not in a worker, so that
/// ordinary drives go on.
/// </summary>
internal sealed class LargeRenders
{
    /// <summary>Bytes of content from which a drive is large. Every worker may make one that is smaller at any time.</summary>
    public const int Threshold = 512 * 1024;

    private const int MostRemembered = 1000;

    private readonly Lock gate = new();
    private readonly HashSet<string> waiting = [];
    private bool isTaken;

    /// <summary>Whether a drive was found to be large and has not had its turn: nothing of it need be read to know that.</summary>
    public bool IsWaiting(string drive)
    {
        lock (gate)
        {
            return waiting.Contains(drive);
        }
    }

    /// <summary>The right to make a large drive, known by its UID, until it is disposed of.</summary>
    /// <exception cref="RenderLaterException">Another one is being made.</exception>
    public IDisposable Enter(string drive)
    {
        lock (gate)
        {
            if (!isTaken)
            {
                waiting.Remove(drive);
                isTaken = true;
                return new Turn(this);
            }

            if (waiting.Count >= MostRemembered)
            {
                waiting.Clear(); // Deleted ones among them; the others are found again.
            }

            waiting.Add(drive);
        }

        throw new RenderLaterException("Another large drive is being made; this one waits for its turn");
    }

    private sealed class Turn(LargeRenders renders) : IDisposable
    {
        private bool isOver;

        public void Dispose()
        {
            lock (renders.gate)
            {
                renders.isTaken = isOver && renders.isTaken;
                isOver = true;
            }
        }
    }
}

/// <summary>A drive cannot be made now, but in a moment.</summary>
internal sealed class RenderLaterException(string why) : Exception(why)
{
    /// <summary>When to try again.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);
}

/// <summary>Counts what is read for one drive, before it is in memory as a whole.</summary>
internal sealed class ContentSize(long most, LargeRenders large, ReconcileContext context)
{
    private long total;

    /// <summary>Adds bytes that were read, or will be.</summary>
    /// <exception cref="InvalidContentException">They are more than a drive may have.</exception>
    /// <exception cref="RenderLaterException">The drive is large, and another such one is being made.</exception>
    public void Add(long bytes)
    {
        total += bytes;
        if (total > most)
        {
            throw DriveImage.TooLarge(most);
        }

        var drive = context.Drive.Metadata.Uid ?? "";
        if (total > LargeRenders.Threshold || large.IsWaiting(drive))
        {
            context.LargeRender ??= large.Enter(drive);
        }
    }
}
