namespace ConfigDrive.Cluster.Tests.Claims;

/// <summary>VirtualMachineInstances as KubeVirt would report them.</summary>
internal static class Instances
{
    /// <summary>A running instance on the played node, with a claim as hot-plugged drive.</summary>
    public static string Running(string claim, string phase = "Running") => $$$"""
        apiVersion: kubevirt.io/v1
        kind: VirtualMachineInstance
        metadata: {name: web-1}
        spec:
          domain: {devices: {disks: [{name: configdrive, cdrom: {bus: sata}}]}}
          volumes: [{name: configdrive, persistentVolumeClaim: {claimName: "{{{claim}}}", hotpluggable: true}}]
        status:
          phase: {{{phase}}}
          nodeName: {{{PodPlayer.Node}}}
          volumeStatus: [{name: configdrive, target: sda, phase: Ready, persistentVolumeClaimInfo: {claimName: "{{{claim}}}" }}]

        """;
}
