using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace ConfigDrive.KubeVirtDouble;

/// <summary>
/// The pods by which virt-controller brings hot-plugged volumes to the node of a guest (pkg/virt-controller/services/template.go, RenderHotplugAttachmentPodTemplate).
/// Like KubeVirt's they are qemu's user, and have no fsGroup that would open files to it.
/// </summary>
/// <param name="client">The API server.</param>
/// <param name="image">Their image; without one there are no pods.</param>
internal sealed class AttachmentPods(IKubernetes client, string? image)
{
    private const string Label = "kubevirt.io=hotplug-disk";
    private const string Container = "hotplug-disk";
    private const int QemuUser = 107;

    private readonly Dictionary<MachineKey, string> wanted = [];
    private Dictionary<MachineKey, V1Pod> present = [];

    /// <summary>Takes what is there now.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        wanted.Clear();
        if (image is not null)
        {
            present = (await client.CoreV1.ListPodForAllNamespacesAsync(labelSelector: Label, cancellationToken: cancellationToken)).Items.ToDictionary(KeyOf);
        }
    }

    public bool IsReady(MachineKey pod) => image is null || (present.TryGetValue(pod, out var found) && found.Metadata.DeletionTimestamp is null
        && found.Status.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) is true);

    public bool IsGone(MachineKey pod) => !present.ContainsKey(pod);

    /// <summary>Notes which pods the volumes of a machine need.</summary>
    public void Want(string @namespace, Machine machine)
    {
        if (machine.Instance is { } instance && !machine.IsEnding)
        {
            foreach (var status in instance.Part("status").List("volumeStatus").OfType<JsonObject>())
            {
                if (VolumeController.NeededPod(status) is { } pod)
                {
                    wanted[new MachineKey(@namespace, pod)] = (string)status["persistentVolumeClaimInfo"]!["claimName"]!;
                }
            }
        }
    }

    /// <summary>Makes the pods that are needed, and deletes the others.</summary>
    public async Task BringAsync(CancellationToken cancellationToken)
    {
        if (image is null)
        {
            return;
        }

        foreach (var (key, claim) in wanted.Where(pod => !present.ContainsKey(pod.Key)))
        {
            await IgnoringOthersAsync(client.CoreV1.CreateNamespacedPodAsync(NewPod(key, claim), key.Namespace, cancellationToken: cancellationToken));
        }

        foreach (var key in present.Where(pod => !wanted.ContainsKey(pod.Key) && pod.Value.Metadata.DeletionTimestamp is null).Select(pod => pod.Key))
        {
            await IgnoringOthersAsync(client.CoreV1.DeleteNamespacedPodAsync(key.Name, key.Namespace, cancellationToken: cancellationToken));
        }
    }

    private static MachineKey KeyOf(V1Pod pod) => new(pod.Namespace(), pod.Name());

    private static async Task IgnoringOthersAsync(Task<V1Pod> asked)
    {
        try
        {
            await asked;
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            // It is there already, it is gone, or its namespace goes.
        }
    }

    private V1Pod NewPod(MachineKey key, string claim) => new()
    {
        Metadata = new V1ObjectMeta { Name = key.Name, NamespaceProperty = key.Namespace, Labels = new Dictionary<string, string> { ["kubevirt.io"] = "hotplug-disk" } },
        Spec = new V1PodSpec
        {
            TerminationGracePeriodSeconds = 0,
            SecurityContext = new V1PodSecurityContext
            {
                RunAsNonRoot = true,
                RunAsUser = QemuUser,
                RunAsGroup = QemuUser,
                SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
            },
            Containers =
            [
                new V1Container
                {
                    Name = Container,
                    Image = image,
                    ImagePullPolicy = "Never",
                    SecurityContext = new V1SecurityContext { AllowPrivilegeEscalation = false, Capabilities = new V1Capabilities { Drop = ["ALL"] } },
                    VolumeMounts = [new V1VolumeMount { Name = "drive", MountPath = "/drive" }],
                },
            ],
            Volumes = [new V1Volume { Name = "drive", PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = claim } }],
        },
    };
}
