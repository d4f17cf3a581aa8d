using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Kubernetes.Tests.Client;
using ConfigDrive.Operator.Api.Core;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Primary;

/// <summary>The life of one pod.</summary>
internal sealed class PlayedPod(KubernetesClient client, Store<V1Pod> store, V1Pod pod, Func<PlayedFault> fault)
{
    private readonly ResourceClient<V1Pod> pods = client.Resource(CoreResources.Pods);
    private readonly ResourceClient<V1PersistentVolumeClaim> claims = client.Resource(CoreResources.PersistentVolumeClaims);
    private readonly NamespacedName key = NamespacedName.Of(pod);
    private readonly DirectoryInfo files = Directory.CreateTempSubdirectory("played-pod-");

    // A pod that is being deleted, or is gone, ends as soon as the kubelet hears of it.
    private bool IsGoing => store.Find(key) is not { Metadata.DeletionTimestamp: null } present || present.Metadata.Uid != pod.Metadata.Uid;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LiveAsync(cancellationToken);
            await AwaitAsync(() => IsGoing, cancellationToken);
            await pods.DeleteAsync(
                key, new V1DeleteOptions { GracePeriodSeconds = 0, Preconditions = new V1Preconditions { Uid = pod.Metadata.Uid } }, cancellationToken);
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
        catch (KubernetesException)
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
                var target = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Node", ["name"] = PodPlayer.Node };
                var binding = new V1PartialObjectMetadata
                {
                    ApiVersion = "v1",
                    Kind = "Binding",
                    Metadata = new() { Name = key.Name, Namespace = key.Namespace, Uid = pod.Metadata.Uid },
                    ExtensionData = new() { ["target"] = JsonSerializer.SerializeToElement(target) },
                };
                var bindings = new ResourceDefinition<V1PartialObjectMetadata>(
                    "", "v1", "Binding", $"pods/{key.Name}/binding", Namespaced: true, KubernetesJsonContext.Default.V1PartialObjectMetadata);
                await client.Resource(bindings).CreateAsync(binding, cancellationToken);
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
        if (await claims.FindAsync(new(key.Namespace, name), cancellationToken) is not { } claim)
        {
            return (null, $"persistentvolumeclaim \"{name}\" not found");
        }

        if (claim.Status?.Phase == "Bound")
        {
            var volume = await client.Resource(PersistentVolumes).GetAsync(new("", claim.Spec.VolumeName!), cancellationToken);
            var folder = volume.ExtensionData!["spec"].GetProperty("hostPath").GetProperty("path").GetString()!;
            Directory.CreateDirectory(folder);
            return (folder, "");
        }

        var storageClass = claim.Spec.StorageClassName is { Length: > 0 } className
            ? await client.Resource(CoreResources.StorageClasses).FindAsync(new("", className), cancellationToken)
            : null;
        if (storageClass?.VolumeBindingMode != "WaitForFirstConsumer")
        {
            return (null, "0/1 nodes are available: 1 pod has unbound immediate PersistentVolumeClaims.");
        }

        if (claim.Metadata.Annotations?.ContainsKey(SelectedNode) is not true)
        {
            await claims.PatchAsync(
                NamespacedName.Of(claim),
                new MergePatch(new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [SelectedNode] = PodPlayer.Node } } }),
                cancellationToken: cancellationToken);
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
        var spec = new TokenRequestSpec
        {
            Audiences = [projection.Audience],
            ExpirationSeconds = projection.ExpirationSeconds,
            BoundObjectRef = new V1ObjectReference { ApiVersion = "v1", Kind = "Pod", Name = key.Name, Uid = pod.Metadata.Uid },
        };
        return await client.TokenAsync(new(key.Namespace, "default"), spec, cancellationToken);
    }

    private Task<V1Pod> TellAsync(MergePatch status, CancellationToken cancellationToken) => pods.PatchAsync(key, status, "status", cancellationToken: cancellationToken);

    private static Task<bool> AwaitAsync(Func<bool> condition, CancellationToken cancellationToken) =>
        Eventually.TrueAsync(condition, holds => holds, cancellationToken, TimeSpan.FromMinutes(10));

    private const string SelectedNode = "volume.kubernetes.io/selected-node";

    private static ResourceDefinition<V1PartialObjectMetadata> PersistentVolumes { get; } =
        new("", "v1", "PersistentVolume", "persistentvolumes", Namespaced: false, KubernetesJsonContext.Default.V1PartialObjectMetadata);
}
