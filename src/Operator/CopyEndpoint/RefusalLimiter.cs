using System.Net;
using ConfigDrive.Kubernetes.Serving;

namespace ConfigDrive.Operator.CopyEndpoint;

/// <summary>
/// Slows down clients that are refused again and again, before the API server is asked about yet another of their tokens. Granted copies never count.
/// A token bucket for each address, kept as the time at which it will be full again (the generic cell rate algorithm, ITU-T I.371 annex A).
/// </summary>
/// <remarks><c>PartitionedRateLimiter</c> refills by its own timer ten times a second, and cannot have another clock.</remarks>
internal sealed class RefusalLimiter(CopyLimits limits, TimeProvider time)
{
    private const int MostAddresses = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, DateTimeOffset> fullAgain = [];

    /// <summary>Whether an address got so many refusals that it has to wait.</summary>
    public bool IsExhausted(IPAddress address)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            return fullAgain.TryGetValue(ClientAddress.Identify(address), out var full) && full - now > limits.RefusalInterval * (limits.Refusals - 1);
        }
    }

    /// <summary>Counts a refusal of an address.</summary>
    public void Count(IPAddress address)
    {
        var (now, client) = (time.GetUtcNow(), ClientAddress.Identify(address));
        lock (gate)
        {
            var full = fullAgain.TryGetValue(client, out var then) && then > now ? then : now;
            if (fullAgain.Count >= MostAddresses)
            {
                Forget(now);
            }

            // Requests that were in progress already when the bucket ran dry do not count.
            var (next, dry) = (full + limits.RefusalInterval, now + (limits.RefusalInterval * limits.Refusals));
            fullAgain[client] = next < dry ? next : dry;
        }
    }

    // Clients whose buckets are full; and all of them when there are too many to tell apart.
    private void Forget(DateTimeOffset now)
    {
        foreach (var (client, _) in fullAgain.Where(entry => entry.Value <= now))
        {
            fullAgain.Remove(client);
        }

        if (fullAgain.Count >= MostAddresses)
        {
            fullAgain.Clear();
        }
    }
}
