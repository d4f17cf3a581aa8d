using ConfigDrive.Kubernetes.Controllers;
using FsCheck;
using FsCheck.Fluent;

namespace ConfigDrive.Kubernetes.Tests.Controllers;

/// <summary>The queue does what its model does, whatever is done to it.</summary>
public sealed class WorkQueueModelTests
{
    private enum Verb
    {
        Add,
        AddInBackground,
        AddAfter,
        AddRateLimited,
        Forget,
        Get,
        Done,
        Advance,
    }

    [Fact]
    public void Queue_AnySequenceOfOperations_BehavesAsItsModel()
    {
        var operation = from verb in Gen.Elements(Enum.GetValues<Verb>())
                        from key in Gen.Choose(0, 4)
                        from number in Gen.Choose(0, 60)
                        select (verb, key, number);
        var property = Prop.ForAll(operation.ListOf().Select(list => list.ToList()).ToArbitrary(), BehavesAsItsModel);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(150), property);
    }

    private static bool BehavesAsItsModel(List<(Verb Verb, int Key, int Number)> operations)
    {
        var time = new VirtualTime();
        using var queue = new WorkQueue<int>("model", timeProvider: time);
        var model = new WorkQueueModel();
        foreach (var (verb, key, number) in operations)
        {
            switch (verb)
            {
                case Verb.Add or Verb.AddInBackground:
                    queue.Add(key, verb == Verb.AddInBackground);
                    model.Add(key, verb == Verb.AddInBackground);
                    break;
                case Verb.AddAfter:
                    queue.AddAfter(key, TimeSpan.FromMilliseconds(number));
                    model.AddAfter(key, number);
                    break;
                case Verb.AddRateLimited:
                    queue.AddRateLimited(key);
                    model.AddRateLimited(key);
                    break;
                case Verb.Forget:
                    queue.Forget(key);
                    model.Forget(key);
                    break;
                case Verb.Get when model.Get() is { } expected:
                    var handedOut = queue.GetAsync(TestContext.Current.CancellationToken);
                    Assert.True(handedOut.IsCompletedSuccessfully);
                    Assert.Equal(expected, handedOut.AsTask().Result);
                    break;
                case Verb.Done when model.Working.Count > 0:
                    var finished = model.Working.ElementAt(number % model.Working.Count);
                    queue.Done(finished);
                    model.Done(finished);
                    break;
                case Verb.Advance:
                    time.Advance(TimeSpan.FromMilliseconds(number));
                    model.Advance(number);
                    break;
            }

            Assert.Equal(model.Count, queue.Count);
        }

        return true;
    }
}
