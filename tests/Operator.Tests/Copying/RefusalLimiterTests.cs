using System.Net;
using ConfigDrive.Operator.Copying.Server;

namespace ConfigDrive.Operator.Tests.Copying;

public sealed class RefusalLimiterTests
{
    [Fact]
    public void Address_ThatEarnedTooManyRefusals_IsExhaustedAndNoOtherIs()
    {
        using var limiter = new RefusalLimiter(new CopyLimits { Refusals = 2, RefusalInterval = TimeSpan.FromHours(1) });
        var (one, other) = (IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2"));

        limiter.Count(one);
        Assert.False(limiter.IsExhausted(one));
        limiter.Count(one);

        Assert.True(limiter.IsExhausted(one));
        Assert.True(limiter.IsExhausted(one.MapToIPv6()));
        Assert.False(limiter.IsExhausted(other));
    }

    [Theory]
    [InlineData("2001:db8::1", "2001:db8::2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    public void Partition_OfTwoAddresses_IsOneForWhatOneClientHas(string one, string other, bool same) =>
        Assert.Equal(same, RefusalLimiter.Partition(IPAddress.Parse(one)).Equals(RefusalLimiter.Partition(IPAddress.Parse(other))));
}
