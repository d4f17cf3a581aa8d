using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace ConfigDrive.Operator.Copying.Server;

/// <summary>
/// Slows down who only ever earns refusals, before the API server is asked about yet another token of theirs. Copies that are granted never count.
/// </summary>
internal sealed class RefusalLimiter(CopyLimits limits) : IDisposable
{
    private readonly PartitionedRateLimiter<IPAddress> limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => RateLimitPartition.GetTokenBucketLimiter(Partition(address), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = limits.Refusals,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = limits.RefusalInterval,
            AutoReplenishment = false, // The partitioned limiter replenishes all its parts, and forgets those that are full.
        }));

    /// <summary>Whether an address has earned too many refusals to be listened to.</summary>
    public bool IsExhausted(IPAddress address)
    {
        using var lease = limiter.AttemptAcquire(address, permitCount: 0);
        return !lease.IsAcquired;
    }

    /// <summary>An address has earned a refusal.</summary>
    public void Count(IPAddress address) => limiter.AttemptAcquire(address).Dispose();

    /// <inheritdoc/>
    public void Dispose() => limiter.Dispose();

    /// <summary>The address as far as it names a client: who has one address of IPv6 has its whole /64.</summary>
    internal static IPAddress Partition(IPAddress address)
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
}
