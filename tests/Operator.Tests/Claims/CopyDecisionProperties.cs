using ConfigDrive.Operator.Claims;
using FsCheck;
using FsCheck.Fluent;

namespace ConfigDrive.Operator.Tests.Claims;

/// <summary>What holds whatever node, storage and people do, and wherever the operator is cut off.</summary>
public sealed class CopyDecisionProperties
{
    private static readonly Action<CopyWorld>[] Happenings =
    [
        world => world.Step(),
        world => world.Step(),
        world => world.Step(),
        world => world.Succeed(),
        world => world.Corrupt(),
        world => world.Fail(),
        world => world.Reap(),
        world => world.DeleteClaim(),
        world => world.ChangeRevision(),
        world => world.ChangeSize(),
        world => world.StartInstance(),
        world => world.StopInstance(),
        world => world.LeaveClaimBehind(),
        world => world.Wait(TimeSpan.FromSeconds(3)),
    ];

    /// <summary>
    /// The world itself asserts that no two pods write one claim, that only what lies there whole is marked, and that nothing is taken from
    /// under a running instance.
    /// </summary>
    [Fact]
    public void AnyCourse_NeverMarksWhatIsNotThere_AndConvergesOnceAllGoesWell() => Prop.ForAll(
        Gen.Choose(0, Happenings.Length - 1).ArrayOf().ToArbitrary(),
        course =>
        {
            var world = new CopyWorld();
            foreach (var happening in course)
            {
                Happenings[happening](world);
                Assert.True(world.Claim is null || ClaimAnnotations.FilledWith(world.Claim) is not { } filled || filled == world.Content, "A claim is marked with what does not lie on it.");
            }

            world.StopInstance();
            var rounds = 0;
            do
            {
                world.Succeed();
                world.Reap();
                world.Wait(CopyBackoff.After(100));
                world.Step();
            }
            while (!world.IsDone && ++rounds < 40);

            Assert.True(world.IsDone, $"Ended with {world.Last}.");
            Assert.Equal(world.Revision, world.Content);
            Assert.DoesNotContain(world.Pods, pod => pod.Metadata.DeletionTimestamp is null);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithQuietOnSuccess(true));
}
