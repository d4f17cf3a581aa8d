using System.Text.Json.Nodes;

namespace ConfigDrive.KubeVirtDouble;

/// <summary>
/// Brings the volumes of an instance onto its node and into the guest, and out again: virt-controller's attachment pods and virt-handler's mounts,
/// told by the phases of <c>status.volumeStatus</c> (pkg/virt-controller/watch/vmi/volume-hotplug.go, pkg/virt-handler/hotplug-disk).
/// </summary>
public static class VolumeController
{
    private const string Pending = "Pending";
    private const string Bound = "Bound";
    private const string AttachedToNode = "AttachedToNode";
    private const string MountedToPod = "MountedToPod";
    private const string Ready = "Ready";
    private const string UnMountedFromPod = "UnMountedFromPod";

    /// <summary>Acts on the first volume that can move on; tells whether one did.</summary>
    public static bool Act(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        if (machine is not { Instance: { } instance, Phase: "Scheduled" or "Running" } || machine.IsEnding)
        {
            return false;
        }

        var volumes = instance.Part("spec").Volumes();
        var statuses = instance.Part("status").List("volumeStatus");
        return statuses.OfType<JsonObject>().ToList().Exists(status => volumes.Named(status.Name()) is null && Remove(machine, statuses, status))
            || volumes.OfType<JsonObject>().Any(volume => volume.ClaimName() is not null && Advance(machine, statuses, volume));
    }

    /// <summary>Whether every volume of the instance is where the guest can be started with it.</summary>
    public static bool AreMounted(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return machine.Instance!.Part("spec").Volumes().OfType<JsonObject>().All(volume => volume.ClaimName() is not { } claim
            || (volume.IsHotpluggable() ? (string?)machine.VolumeStatus(volume.Name())?["phase"] is MountedToPod or Ready : machine.Claims(claim) is not ClaimState.Missing));
    }

    /// <summary>Name of the attachment pod that a hot-plugged volume needs now; null when it needs none, or none any more.</summary>
    internal static string? NeededPod(JsonObject status) =>
        (string?)status["phase"] is AttachedToNode or MountedToPod or Ready ? AttachmentPod(status) : null;

    private static string? AttachmentPod(JsonObject status) => (string?)status["hotplugVolume"]?["attachPodName"];

    private static bool Advance(Machine machine, JsonArray statuses, JsonObject volume)
    {
        if (statuses.Named(volume.Name()) is not { } status)
        {
            statuses.Add(volume.IsHotpluggable() ? NewStatus(machine, volume) : Permanent(machine, volume));
            return true;
        }

        return volume.IsHotpluggable() && Next(machine, status, machine.Claims(volume.ClaimName()!));
    }

    private static bool Next(Machine machine, JsonObject status, ClaimState claim) => ((string?)status["phase"], claim) switch
    {
        (Pending, ClaimState.Missing) => Say(status, Pending, "FailedPvcNotFound", "PVC not found"),
        (Pending, _) => Say(status, Bound, "PVCBound", "PVC is bound"),
        (Bound, _) => Say(status, AttachedToNode, "SuccessfulCreate", "Created hotplug attachment pod"),
        (AttachedToNode, _) when !machine.IsPodReady(AttachmentPod(status)!) => false,
        (AttachedToNode, ClaimState.Filled) => Say(status, MountedToPod, "VolumeMountedToPod", "Volume has been mounted in virt-launcher pod"),
        (AttachedToNode, _) => Say(status, AttachedToNode, "HotplugFailed", "disk.img: no such file or directory"),
        (MountedToPod, _) when machine.Phase == "Running" => Target(status) && Say(status, Ready, "VolumeReady", "Successfully attach hotplugged volume"),
        _ => false,
    };

    private static bool Remove(Machine machine, JsonArray statuses, JsonObject status)
    {
        if (status["hotplugVolume"] is null)
        {
            return statuses.Remove(status);
        }

        if ((string?)status["phase"] == UnMountedFromPod)
        {
            return machine.IsPodGone(AttachmentPod(status)!) && statuses.Remove(status);
        }

        if (machine.IsTrayHeld && (string?)status["phase"] == Ready)
        {
            return machine.Instance!.SetCondition("Synchronized", "False", "Synchronizing with the Domain failed.", "server error. command SyncVMI failed: tray of the device is locked");
        }

        machine.Instance!.ClearCondition("Synchronized");
        status["target"] = "";
        return Say(status, UnMountedFromPod, "VolumeUnMountedFromPod", "Volume has been unmounted from virt-launcher pod");
    }

    private static JsonObject NewStatus(Machine machine, JsonObject volume) => new()
    {
        ["name"] = volume.Name(),
        ["phase"] = Pending,
        ["target"] = "",
        ["hotplugVolume"] = new JsonObject { ["attachPodName"] = "hp-volume-" + volume.ClaimName() },
        ["persistentVolumeClaimInfo"] = Info(machine, volume),
    };

    private static JsonObject Permanent(Machine machine, JsonObject volume) => new()
    {
        ["name"] = volume.Name(),
        ["target"] = "sdz",
        ["persistentVolumeClaimInfo"] = Info(machine, volume),
    };

    private static JsonObject Info(Machine machine, JsonObject volume) => new()
    {
        ["claimName"] = volume.ClaimName(),
        ["accessModes"] = new JsonArray([.. machine.AccessModes(volume.ClaimName()!).Select(mode => JsonValue.Create(mode))]),
    };

    private static bool Target(JsonObject status)
    {
        status["target"] = "sda";
        return true;
    }

    private static bool Say(JsonObject status, string phase, string reason, string message)
    {
        if ((string?)status["phase"] == phase && (string?)status["reason"] == reason)
        {
            return false;
        }

        status["phase"] = phase;
        status["reason"] = reason;
        status["message"] = message;
        return true;
    }
}
