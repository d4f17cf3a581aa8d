using System.Net;
using ConfigDrive.Kubernetes.Serving;
using ConfigDrive.Operator.CopyEndpoint;

namespace ConfigDrive.Operator.Tests.Copying;

public sealed class RefusalLimiterTests
{
    [Fact]
    public void Address_ThatEarnedTooManyRefusals_IsExhaustedUntilTimeHasPassedAndNoOtherIs()
    {
        var time = new Clock();
        var limiter = new RefusalLimiter(new CopyLimits { Refusals = 2, RefusalInterval = TimeSpan.FromSeconds(10) }, time);
        var (one, other) = (IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2"));

        limiter.Count(one);
        Assert.False(limiter.IsExhausted(one));
        limiter.Count(one);
        Assert.True(limiter.IsExhausted(one));
        Assert.True(limiter.IsExhausted(one.MapToIPv6()));
        Assert.False(limiter.IsExhausted(other));

        time.Now += TimeSpan.FromSeconds(10);
        Assert.False(limiter.IsExhausted(one));
        limiter.Count(one);
        Assert.True(limiter.IsExhausted(one));

        time.Now += TimeSpan.FromHours(1); // However long it is quiet, no more than two are saved up.
        limiter.Count(one);
        limiter.Count(one);
        limiter.Count(one); // Nor is there a debt.
        Assert.True(limiter.IsExhausted(one));
        time.Now += TimeSpan.FromSeconds(10);
        Assert.False(limiter.IsExhausted(one));
    }

    [Fact]
    public void Addresses_MoreThanAreKept_DoNotGrowWithoutBound()
    {
        var limiter = new RefusalLimiter(new CopyLimits { Refusals = 1 }, new Clock());
        for (var number = 0; number < 10_001; number++)
        {
            limiter.Count(new IPAddress(number));
        }

        Assert.False(limiter.IsExhausted(new IPAddress(1)));
        Assert.True(limiter.IsExhausted(new IPAddress(10_000)));
    }

    [Theory]
    [InlineData("2001:db8::1", "2001:db8::2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    public void Client_OfTwoAddresses_IsOneForWhatOneClientHas(string one, string other, bool same) =>
        Assert.Equal(same, ClientAddress.Identify(IPAddress.Parse(one)).Equals(ClientAddress.Identify(IPAddress.Parse(other))));

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
