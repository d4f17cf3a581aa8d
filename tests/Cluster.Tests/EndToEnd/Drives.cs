using System.Text;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

/// <summary>Manifests of drives on the storage of the cluster.</summary>
internal static class Drives
{
    /// <summary>A VirtualMachine, a Secret and a ConfigDrive each, web-1 and so on.</summary>
    /// <param name="count">How many.</param>
    /// <param name="primaryStorage">The inside of a flow mapping.</param>
    public static string Some(int count, string primaryStorage = "")
    {
        var manifests = new StringBuilder();
        for (var number = 1; number <= count; number++)
        {
            manifests.Append(One($"web-{number}", primaryStorage));
        }

        return manifests.ToString();
    }

    /// <summary>The manifests of one drive.</summary>
    public static string One(string name, string primaryStorage = "") => $$$"""
        ---
        apiVersion: kubevirt.io/v1
        kind: VirtualMachine
        metadata: {name: {{{name}}}}
        spec:
          runStrategy: Halted
          template: {spec: {domain: {devices: {disks: []}}, volumes: []}}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: {{{name}}}}
        stringData: {userdata: "{{{UserData(name).Replace("\n", "\\n", StringComparison.Ordinal)}}}", password: "secret of {{{name}}}"}
        ---
        apiVersion: configdrive.dev/v1alpha1
        kind: ConfigDrive
        metadata: {name: {{{name}}}}
        spec:
          virtualMachineRef: {name: {{{name}}}}
          userData: {secretKeyRef: {name: {{{name}}}, key: userdata}}
          password: {secretKeyRef: {name: {{{name}}}, key: password}, lifetime: Always}
          secondaryStorage: {reclaim: OnDelete}
          primaryStorage: {{{{primaryStorage}}}}

        """;

    /// <summary>User data that names a host.</summary>
    public static string UserData(string host) => $"#cloud-config\nhostname: {host}\n";

    /// <summary>One that reads whatever a ConfigDrive can be made of, for a VirtualMachine with a claim of its own.</summary>
    public const string OfEverything = $$$"""
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: root}
        spec: {storageClassName: local-immediate, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi} }}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: keys}
        data: {authorized_keys: {{{Samples.PublicKey}}}}
        ---
        apiVersion: kubevirt.io/v1
        kind: VirtualMachine
        metadata: {name: everything}
        spec:
          runStrategy: Halted
          template:
            spec:
              domain: {devices: {disks: [{name: root, disk: {bus: virtio}}]}}
              volumes: [{name: root, persistentVolumeClaim: {claimName: root}}]
        ---
        apiVersion: configdrive.dev/v1alpha1
        kind: ConfigDrive
        metadata: {name: everything}
        spec:
          virtualMachineRef: {name: everything}
          sshPublicKeys: [{configMapKeyRef: {name: keys, key: authorized_keys}}]
          metadata: {exposeNamespace: true}
          secondaryStorage: {reclaim: OnDelete}

        """;
}
