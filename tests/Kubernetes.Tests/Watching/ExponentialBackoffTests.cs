using ConfigDrive.Kubernetes.Watching;

namespace ConfigDrive.Kubernetes.Tests.Watching;

public sealed class ExponentialBackoffTests
{
    [Fact]
    public void Next_FailureAfterFailure_DoublesToTheCapWithJitterOfTheSameSize()
    {
        var backoff = new ExponentialBackoff(new VirtualTime());
        foreach (var expected in (double[])[0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30])
        {
            Assert.InRange(backoff.Next().TotalSeconds, expected, 2 * expected);
        }
    }

    [Fact]
    public void Next_AfterTwoQuietMinutes_StartsOver()
    {
        var time = new VirtualTime();
        var backoff = new ExponentialBackoff(time);
        for (var i = 0; i < 6; i++)
        {
            backoff.Next();
        }

        time.Advance(TimeSpan.FromSeconds(121));
        Assert.InRange(backoff.Next().TotalSeconds, 0.8, 1.6);
    }
}
