namespace ConfigDrive.Kubernetes.Serving;

/// <summary>Limits how much of something each of many has at once, so that none of them has all of it.</summary>
/// <param name="most">How much one may have.</param>
public sealed class Shares<TKey>(int most) where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, int> taken = [];

    /// <summary>Takes one for <paramref name="key"/> until the result is disposed of; null when it has its share.</summary>
    public IDisposable? TryTake(TKey key)
    {
        lock (gate)
        {
            var present = taken.GetValueOrDefault(key);
            if (present >= most)
            {
                return null;
            }

            taken[key] = present + 1;
            return new Taken(this, key);
        }
    }

    private void GiveBack(TKey key)
    {
        lock (gate)
        {
            if (--taken[key] == 0)
            {
                taken.Remove(key);
            }
        }
    }

    private sealed class Taken(Shares<TKey> shares, TKey key) : IDisposable
    {
        private int isGivenBack;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isGivenBack, 1) == 0)
            {
                shares.GiveBack(key);
            }
        }
    }
}
