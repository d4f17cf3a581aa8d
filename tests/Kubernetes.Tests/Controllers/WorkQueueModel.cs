namespace ConfigDrive.Kubernetes.Tests.Controllers;

/// <summary>What a work queue is, in the plainest terms: lists, and times that are looked at one by one.</summary>
internal sealed class WorkQueueModel
{
    private readonly List<(int Key, bool IsBackground)> waiting = [];
    private readonly HashSet<int> working = [];
    private readonly List<(int Key, long Time)> due = [];
    private readonly Dictionary<int, int> failures = [];
    private long now;

    public int Count => waiting.Count;

    public IReadOnlyCollection<int> Working => working;

    public void Add(int key, bool isBackground)
    {
        due.RemoveAll(entry => entry.Key == key);
        var present = waiting.FindIndex(entry => entry.Key == key);
        if (present < 0)
        {
            waiting.Add((key, isBackground));
        }
        else if (waiting[present].IsBackground && !isBackground)
        {
            waiting.RemoveAt(present);
            waiting.Add((key, false));
        }
    }

    public void AddAfter(int key, long milliseconds)
    {
        if (milliseconds <= 0)
        {
            Add(key, false);
        }
        else if (!waiting.Exists(entry => entry.Key == key) && !due.Exists(entry => entry.Key == key && entry.Time <= now + milliseconds))
        {
            due.RemoveAll(entry => entry.Key == key);
            due.Add((key, now + milliseconds));
        }
    }

    public void AddRateLimited(int key)
    {
        var count = failures.GetValueOrDefault(key);
        failures[key] = count + 1;
        AddAfter(key, (long)Math.Min(5 * Math.Pow(2, count), 1_000_000));
    }

    public void Forget(int key) => failures.Remove(key);

    /// <summary>The key that comes next: the first fresh one, else the first background one, of those that nobody works on.</summary>
    public int? Get()
    {
        var free = waiting.Where(entry => !working.Contains(entry.Key)).OrderBy(entry => entry.IsBackground).ToList();
        if (free.Count == 0)
        {
            return null;
        }

        waiting.Remove(free[0]);
        working.Add(free[0].Key);
        return free[0].Key;
    }

    /// <summary>A key that was added while it was worked on takes its place at the end only now.</summary>
    public void Done(int key)
    {
        working.Remove(key);
        var again = waiting.FindIndex(entry => entry.Key == key);
        if (again >= 0)
        {
            var entry = waiting[again];
            waiting.RemoveAt(again);
            waiting.Add(entry);
        }
    }

    public void Advance(long milliseconds)
    {
        for (var end = now + milliseconds; now < end;)
        {
            now++;
            foreach (var key in due.Where(entry => entry.Time <= now).Select(entry => entry.Key).ToList())
            {
                Add(key, false);
            }
        }
    }
}
