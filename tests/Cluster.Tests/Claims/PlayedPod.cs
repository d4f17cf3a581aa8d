using System.Diagnostics;
using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.Claims;

/// <summary>The life of one pod.</summary>
internal sealed class PlayedPod(IKubernetes client, Watched<V1Pod> pods, V1Pod pod, Func<PlayedFault> fault)
{
    private const string SelectedNode = "volume.kubernetes.io/selected-node";

    private readonly DirectoryInfo files = Directory.CreateTempSubdirectory("played-pod-");

    // A pod that is being deleted, or is gone, ends as soon as the kubelet hears of it.
    private bool IsGoing => pods.Find(pod.Namespace(), pod.Name()) is not { Metadata.DeletionTimestamp: null } present || present.Uid() != pod.Uid();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LiveAsync(cancellationToken);
            await AwaitAsync(() => IsGoing, cancellationToken);
            var options = new V1DeleteOptions { GracePeriodSeconds = 0, Preconditions = new V1Preconditions { Uid = pod.Uid() } };
            await client.CoreV1.DeleteNamespacedPodAsync(pod.Name(), pod.Namespace(), options, cancellationToken: cancellationToken);
        }
        finally
        {
            files.Delete(recursive: true);
        }
    }

    private async Task LiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (pod.Status?.Phase is not ("Succeeded" or "Failed") && await ScheduleAsync(cancellationToken) is { } volume)
            {
                await RunOnNodeAsync(volume, cancellationToken);
            }
        }
        catch (HttpOperationException)
        {
            // What the pod needs goes with its namespace, in any order, the service account before the pod for one. A kubelet ends such a pod all the same.
        }
    }

    /// <summary>Plays the scheduler.</summary>
    /// <returns>Folder of the volume; <c>null</c> when the pod was deleted meanwhile.</returns>
    private async Task<string?> ScheduleAsync(CancellationToken cancellationToken)
    {
        var told = "";
        while (!IsGoing)
        {
            var (volume, why) = fault() is PlayedFault.Unschedulable ? (null, "0/1 nodes are available: 1 node(s) had taints.") : await VolumeAsync(cancellationToken);
            if (volume is not null)
            {
                var binding = new V1Binding
                {
                    Metadata = new V1ObjectMeta { Name = pod.Name(), NamespaceProperty = pod.Namespace(), Uid = pod.Uid() },
                    Target = new V1ObjectReference { ApiVersion = "v1", Kind = "Node", Name = PodPlayer.Node },
                };
                await client.CoreV1.CreateNamespacedPodBindingAsync(binding, pod.Name(), pod.Namespace(), cancellationToken: cancellationToken);
                return volume;
            }

            if (told != why)
            {
                told = why;
                await TellAsync(PodStatusJson.Unschedulable(why), cancellationToken);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }

        return null;
    }

    private async Task<(string? Folder, string Why)> VolumeAsync(CancellationToken cancellationToken)
    {
        var name = pod.Spec.Volumes.Select(volume => volume.PersistentVolumeClaim?.ClaimName).First(claim => claim is not null)!;
        if (await client.CoreV1.ReadNamespacedPersistentVolumeClaimAsync(name, pod.Namespace(), cancellationToken: cancellationToken).OrNullAsync() is not { } claim)
        {
            return (null, $"persistentvolumeclaim \"{name}\" not found");
        }

        if (claim.Status?.Phase == "Bound")
        {
            var volume = await client.CoreV1.ReadPersistentVolumeAsync(claim.Spec.VolumeName, cancellationToken: cancellationToken);
            var folder = volume.Spec.HostPath.Path;
            Directory.CreateDirectory(folder);
            return (folder, "");
        }

        var storageClass = claim.Spec.StorageClassName is { Length: > 0 } className
            ? await client.StorageV1.ReadStorageClassAsync(className, cancellationToken: cancellationToken).OrNullAsync()
            : null;
        if (storageClass?.VolumeBindingMode != "WaitForFirstConsumer")
        {
            return (null, "0/1 nodes are available: 1 pod has unbound immediate PersistentVolumeClaims.");
        }

        if (claim.Metadata.Annotations?.ContainsKey(SelectedNode) is not true)
        {
            var patch = new V1Patch($$"""{"metadata": {"annotations": {"{{SelectedNode}}": "{{PodPlayer.Node}}"} } }""", V1Patch.PatchType.MergePatch);
            await client.CoreV1.PatchNamespacedPersistentVolumeClaimAsync(patch, name, pod.Namespace(), cancellationToken: cancellationToken);
        }

        return (null, "");
    }

    /// <summary>Plays the kubelet.</summary>
    private async Task RunOnNodeAsync(string volume, CancellationToken cancellationToken)
    {
        if (fault() is PlayedFault.ImagePull)
        {
            await TellAsync(PodStatusJson.Waiting("ErrImagePull", "rpc error: image not found"), cancellationToken);
            await AwaitAsync(() => IsGoing || fault() is not PlayedFault.ImagePull, cancellationToken);
        }

        if (fault() is PlayedFault.Evicted or PlayedFault.DeadlineExceeded)
        {
            await TellAsync(PodStatusJson.Failed(fault().ToString(), "The node was low on resource: memory."), cancellationToken);
            return;
        }

        await TellAsync(PodStatusJson.Running(), cancellationToken);
        var (exitCode, message) = await ExecuteAsync(volume, cancellationToken);
        if (!IsGoing)
        {
            await TellAsync(PodStatusJson.Ended(exitCode, fault() is PlayedFault.Corrupt ? new string('0', 64) : message), cancellationToken);
        }
    }

    private async Task<(int ExitCode, string Message)> ExecuteAsync(string volume, CancellationToken cancellationToken)
    {
        var container = pod.Spec.Containers.Single();
        var token = Path.Combine(files.FullName, "token");
        var log = Path.Combine(files.FullName, "termination-log");
        await File.WriteAllTextAsync(token, await TokenAsync(cancellationToken), cancellationToken);
        await File.WriteAllTextAsync(log, "", cancellationToken);
        var start = new ProcessStartInfo(OperatorCommand.Program) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in container.Args!)
        {
            // The container's view of the file system.
            var mount = container.VolumeMounts!.FirstOrDefault(mount => argument == mount.MountPath || argument.StartsWith(mount.MountPath + "/", StringComparison.Ordinal));
            start.ArgumentList.Add(mount is null ? argument : (mount.Name == "drive" ? volume : files.FullName) + argument[mount.MountPath.Length..]);
        }

        start.ArgumentList.Add("--termination-log");
        start.ArgumentList.Add(log);
        foreach (var variable in container.Env!)
        {
            start.Environment[variable.Name] = variable.Value;
        }

        if (fault() is PlayedFault.Killed)
        {
            return (137, "");
        }

        if (fault() is PlayedFault.Hangs)
        {
            await AwaitAsync(() => IsGoing || fault() is not PlayedFault.Hangs, cancellationToken);
            return (137, "");
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await AwaitAsync(() => process.HasExited || IsGoing, cancellationToken);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }

        await process.WaitForExitAsync(cancellationToken);
        await Task.WhenAll(output, error);
        return (process.ExitCode, (await File.ReadAllTextAsync(log, cancellationToken)).Trim());
    }

    private async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        var projection = pod.Spec.Volumes.Select(volume => volume.Projected).First(projected => projected is not null)!.Sources.Single().ServiceAccountToken!;
        var request = new Authenticationv1TokenRequest
        {
            Spec = new V1TokenRequestSpec
            {
                Audiences = [projection.Audience],
                ExpirationSeconds = projection.ExpirationSeconds,
                BoundObjectRef = new V1BoundObjectReference { ApiVersion = "v1", Kind = "Pod", Name = pod.Name(), Uid = pod.Uid() },
            },
        };
        var answer = await client.CoreV1.CreateNamespacedServiceAccountTokenAsync(
            request, "default", pod.Namespace(), cancellationToken: cancellationToken);
        return answer.Status.Token;
    }

    private Task<V1Pod> TellAsync(V1Patch status, CancellationToken cancellationToken) =>
        client.CoreV1.PatchNamespacedPodStatusAsync(status, pod.Name(), pod.Namespace(), cancellationToken: cancellationToken);

    private static Task<bool> AwaitAsync(Func<bool> condition, CancellationToken cancellationToken) =>
        Eventually.TrueAsync(condition, holds => holds, cancellationToken, TimeSpan.FromMinutes(10));

}
