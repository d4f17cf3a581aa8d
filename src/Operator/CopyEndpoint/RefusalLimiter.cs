using System.Net;
using System.Net.Sockets;

namespace ConfigDrive.Operator.CopyEndpoint;

/// <summary>
/// Slows down who only ever earns refusals, before the API server is asked about yet another token of theirs. Copies that are granted never count.
/// A token bucket for each address, kept as the time at which it will be full again (the generic cell rate algorithm, ITU-T I.371 annex A).
/// </summary>
/// <remarks><c>PartitionedRateLimiter</c> refills by a timer of its own ten times a second, and cannot be given another clock.</remarks>
internal sealed class RefusalLimiter(CopyLimits limits, TimeProvider time)
{
    private const int MostAddresses = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, DateTimeOffset> fullAgain = [];

    /// <summary>Whether an address has earned too many refusals to be listened to.</summary>
    public bool IsExhausted(IPAddress address)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            return fullAgain.TryGetValue(Client(address), out var full) && full - now > limits.RefusalInterval * (limits.Refusals - 1);
        }
    }

    /// <summary>An address has earned a refusal.</summary>
    public void Count(IPAddress address)
    {
        var (now, client) = (time.GetUtcNow(), Client(address));
        lock (gate)
        {
            var full = fullAgain.TryGetValue(client, out var then) && then > now ? then : now;
            if (fullAgain.Count >= MostAddresses)
            {
                Forget(now);
            }

            // What was under way already when the bucket ran dry is not held against the address.
            var (next, dry) = (full + limits.RefusalInterval, now + (limits.RefusalInterval * limits.Refusals));
            fullAgain[client] = next < dry ? next : dry;
        }
    }

    /// <summary>The address as far as it names a client: who has one address of IPv6 has its whole /64.</summary>
    internal static IPAddress Client(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    // Those whose buckets are full; and everybody, should so many be at it that there is no telling them apart anyway.
    private void Forget(DateTimeOffset now)
    {
        foreach (var (client, full) in fullAgain)
        {
            if (full <= now)
            {
                fullAgain.Remove(client);
            }
        }

        if (fullAgain.Count >= MostAddresses)
        {
            fullAgain.Clear();
        }
    }
}
