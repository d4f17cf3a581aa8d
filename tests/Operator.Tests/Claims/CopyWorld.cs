using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.Core;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Pipeline;

namespace ConfigDrive.Operator.Tests.Claims;

/// <summary>A cluster in memory that carries out what is decided, while a node and people do what they like.</summary>
internal sealed class CopyWorld
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, string> contents = []; // by UID of the claim: the revision that lies there whole
    private int uids;
    private long leastBytes = 16 << 20;
    private bool? digestMatches;

    public V1Alpha1ConfigDrive Drive { get; } = new()
    {
        Metadata = new V1ObjectMeta { Namespace = "tenant", Name = "web", Uid = "drive" },
        Spec = new ConfigDriveSpec { VirtualMachineRef = new VirtualMachineReference { Name = "web" } },
    };

    public DateTimeOffset Now { get; private set; } = Start;

    public string Revision { get; private set; } = "aaaaaaaaaa";

    public V1PersistentVolumeClaim? Claim { get; private set; }

    public List<V1Pod> Pods { get; } = [];

    /// <summary>Claims of other names that were never filled.</summary>
    public List<V1PersistentVolumeClaim> Leftovers { get; } = [];

    /// <summary>Whether an instance uses the claim.</summary>
    public bool IsInUse { get; private set; }

    /// <summary>What was decided last.</summary>
    public CopyAction Last { get; private set; } = new CopyAction.Stop(StepResult.Skipped);

    // One claim for all revisions, as in Manual mode: the harder case.
    public DesiredClaim Wanted => new("drive", Revision, null, [AccessMode.ReadWriteMany], VolumeMode.Filesystem, leastBytes, leastBytes);

    public CopyState State => new()
    {
        Drive = Drive,
        Wanted = Wanted,
        Claim = Claim,
        Pods = [.. Pods],
        Leftovers = [.. Leftovers],
        IsClaimInUse = IsInUse,
        DigestMatches = digestMatches,
        Now = Now,
        StorageClasses = [new V1StorageClass { Metadata = new V1ObjectMeta { Name = "standard" } }],
    };

    /// <summary>The revision that lies whole on the claim.</summary>
    public string? Content => Claim is null ? null : contents.GetValueOrDefault(Claim.Metadata.Uid!);

    public bool IsDone => Last is CopyAction.Stop { Result.Outcome: StepOutcome.Satisfied };

    /// <summary>One decision, and its effect.</summary>
    public void Step()
    {
        Last = CopyDecision.Next(State);
        switch (Last)
        {
            case CopyAction.CreateClaim:
                Assert.Null(Claim);
                Claim = Stamp(Wanted.ManifestFor(Drive)) with { Status = new PersistentVolumeClaimStatus { Phase = "Bound" } };
                break;
            case CopyAction.DeleteClaim(var claim) when Leftovers.Remove(claim):
                break;
            case CopyAction.DeleteClaim(var claim):
                Assert.Null(ClaimAnnotations.FilledWith(claim));
                Assert.False(IsInUse, "A claim is deleted under a running instance.");
                DeleteClaim();
                break;
            case CopyAction.RefillClaim(var claim):
                Assert.False(IsInUse && ClaimAnnotations.FilledWith(claim) is not null, "A claim is refilled under a running instance.");
                Claim = Claim! with { Metadata = Claim.Metadata with { Annotations = new() { [Annotations.Revision] = Revision } } };
                break;
            case CopyAction.CreatePod:
                CreatePod(1);
                break;
            case CopyAction.RepeatPod(var failed):
                Assert.True(CopyPod.IsFinished(failed));
                Pods.Remove(failed);
                CreatePod(CopyPod.AttemptOf(failed) + 1);
                break;
            case CopyAction.DeletePod(var pod):
                Delete(pod);
                break;
            case CopyAction.Verify:
                digestMatches = Content == Revision;
                return;
            case CopyAction.MarkFilled:
                Assert.Equal(Revision, Content);
                Assert.Empty(Leftovers);
                Claim = Claim! with { Metadata = Claim.Metadata with { Annotations = new() { [Annotations.Revision] = Revision, [Annotations.Filled] = Revision } } };
                break;
        }

        digestMatches = null;
    }

    /// <summary>The node runs the pod to a good end.</summary>
    public void Succeed() => End("Succeeded", pod => contents[pod.Metadata.Annotations![Annotations.ClaimUid]] = pod.Metadata.Annotations![Annotations.Revision]);

    /// <summary>The node runs the pod to a good end, and the storage loses what was written.</summary>
    public void Corrupt() => End("Succeeded", pod => contents[pod.Metadata.Annotations![Annotations.ClaimUid]] = "corrupt");

    /// <summary>The pod dies half-way.</summary>
    public void Fail() => End("Failed", pod => contents[pod.Metadata.Annotations![Annotations.ClaimUid]] = "half");

    /// <summary>The kubelet ends the pods that are to go.</summary>
    public void Reap() => Pods.RemoveAll(pod => pod.Metadata.DeletionTimestamp is not null);

    /// <summary>A claim that is used goes when its user has gone (kubernetes.io/pvc-protection).</summary>
    public void DeleteClaim() =>
        Claim = IsInUse && Claim is { } claim ? claim with { Metadata = claim.Metadata with { DeletionTimestamp = Now } } : null;

    /// <summary>An instance starts with the claim, whatever lies on it.</summary>
    public void StartInstance() => IsInUse = Claim is { Metadata.DeletionTimestamp: null };

    public void StopInstance()
    {
        IsInUse = false;
        Claim = Claim?.Metadata.DeletionTimestamp is null ? Claim : null;
    }

    /// <summary>The VirtualMachine names another claim than the one that was just made for it.</summary>
    public void LeaveClaimBehind() => Leftovers.Add(Stamp((Wanted with { Name = $"left-{uids}" }).ManifestFor(Drive)));

    public void ChangeRevision() => Revision = Revision[0] == 'a' ? "bbbbbbbbbb" : "aaaaaaaaaa";

    /// <summary>The image outgrows the claim, or shrinks again.</summary>
    public void ChangeSize() => leastBytes = leastBytes == 16 << 20 ? 32 << 20 : 16 << 20;

    public void Wait(TimeSpan time) => Now += time;

    private void CreatePod(int attempt)
    {
        Assert.DoesNotContain(Pods, pod => !CopyPod.IsFinished(pod) && CopyPod.ClaimOf(pod) == Wanted.Name);
        Assert.DoesNotContain(Pods, pod => pod.Metadata.Name == CopyPod.NameOf(Drive, Revision));
        Pods.Add(Stamp(SamplePods.Make(Drive, Wanted, Claim!, attempt)));
    }

    private void End(string phase, Action<V1Pod> effect)
    {
        var index = Pods.FindIndex(pod => !CopyPod.IsFinished(pod));
        if (index >= 0)
        {
            effect(Pods[index]);
            Pods[index] = Pods[index] with
            {
                Status = new PodStatus { Phase = phase, ContainerStatuses = [new ContainerStatus { Name = "copy", State = new ContainerState { Terminated = new ContainerStateTerminated { ExitCode = phase == "Failed" ? 1 : 0, FinishedAt = Now } } }] },
            };
        }
    }

    // The API server lets a finished pod go at once.
    private void Delete(V1Pod pod)
    {
        var index = Pods.IndexOf(pod);
        if (CopyPod.IsFinished(pod))
        {
            Pods.RemoveAt(index);
        }
        else
        {
            Pods[index] = pod with { Metadata = pod.Metadata with { DeletionTimestamp = Now } };
        }
    }

    private V1PersistentVolumeClaim Stamp(V1PersistentVolumeClaim claim) =>
        claim with { Metadata = claim.Metadata with { Uid = $"claim-{++uids}", CreationTimestamp = Now }, Spec = claim.Spec with { StorageClassName = "standard" } };

    private V1Pod Stamp(V1Pod pod) => pod with { Metadata = pod.Metadata with { Uid = $"pod-{++uids}", CreationTimestamp = Now } };
}

/// <summary>Copy pods as the operator makes them.</summary>
internal static class SamplePods
{
    public static V1Pod Make(V1Alpha1ConfigDrive drive, DesiredClaim wanted, V1PersistentVolumeClaim claim, int attempt = 1, Placement? placement = null) => CopyPod.Make(
        drive,
        wanted,
        claim,
        new CopyPodSettings { Image = "example.org/operator:1" },
        new CopySource(new Uri("https://copy.example.org:8443"), "PEM"),
        placement ?? new Placement(null, null, null),
        attempt);
}
