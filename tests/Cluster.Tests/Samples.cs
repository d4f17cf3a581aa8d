namespace ConfigDrive.Cluster.Tests;

/// <summary>Manifests of a VirtualMachine, what its drive is made of, and the ConfigDrive.</summary>
internal static class Samples
{
    public const string InstanceID = "7a1f6a52-3c1e-4c59-9b0e-5d9f4a6c2e11";
    public const string UserData = "#cloud-config\npackages: [nginx]\n";
    public const string Password = "correct-horse-battery-staple";
    public const string PublicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID+e7r6Wz2ywa6zzOzyU6GwxO3PuLPZ6r1+EDsruj4UF ada@example.org";

    public const string RootDisk = "{name: root, disk: {bus: virtio}}";
    public const string RootVolume = "{name: root, containerDisk: {image: example.org/debian:12}}";

    public const string VirtualMachine = $$$"""
        apiVersion: kubevirt.io/v1
        kind: VirtualMachine
        metadata:
          name: web-1
        spec:
          runStrategy: Always
          template:
            spec:
              domain:
                firmware:
                  uuid: {{{InstanceID}}}
                devices:
                  disks: [{name: root, disk: {bus: virtio}}]
                  interfaces: [{name: default, masquerade: {}}]
              networks: [{name: default, pod: {}}]
              volumes: [{name: root, containerDisk: {image: example.org/debian:12}}]

        """;

    public const string Sources = $$"""
        apiVersion: v1
        kind: Secret
        metadata:
          name: web-1-userdata
        stringData:
          userdata: |
            #cloud-config
            packages: [nginx]
        ---
        apiVersion: v1
        kind: Secret
        metadata:
          name: web-1-password
        stringData:
          password: {{Password}}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: team-keys
        data:
          authorized_keys: |
            {{PublicKey}}

        """;

    public const string ConfigDrive = """
        apiVersion: configdrive.dev/v1alpha1
        kind: ConfigDrive
        metadata:
          name: web-1
        spec:
          virtualMachineRef: {name: web-1}
          userData:
            secretKeyRef: {name: web-1-userdata, key: userdata}
          sshPublicKeys:
          - configMapKeyRef: {name: team-keys, key: authorized_keys}
          password:
            secretKeyRef: {name: web-1-password, key: password}
          metadata:
            hostname: web-1.example.org
            availabilityZone: zone-a
            serviceOffering: small

        """;

    /// <summary>The part of the ConfigDrive that gives it a password for one start.</summary>
    public const string GivesPassword = "  password:\n    secretKeyRef: {name: web-1-password, key: password}\n";

    /// <summary>All of the above, as a user would keep it in one file.</summary>
    public const string All = $"{VirtualMachine}---\n{Sources}---\n{ConfigDrive}";

    /// <summary>The same text with one part replaced wherever it stands.</summary>
    /// <exception cref="ArgumentException">It stands nowhere: the test would try what it does not mean to.</exception>
    public static string With(this string text, string part, string replacement) => text.Contains(part, StringComparison.Ordinal)
        ? text.Replace(part, replacement, StringComparison.Ordinal)
        : throw new ArgumentException($"'{part}' stands nowhere in: {text}", nameof(part));
}
