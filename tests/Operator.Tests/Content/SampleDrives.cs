using System.Text;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Tests.Content;

/// <summary>Drives of which the whole tree is kept in a golden file, and which every judge sees.</summary>
internal static class SampleDrives
{
    /// <summary>Nothing but a reference to the VirtualMachine.</summary>
    public static Drive Minimal => new();

    /// <summary>Everything that a Linux guest can be given, with the password due.</summary>
    public static Drive Full => new Drive
    {
        Spec = $$$"""
            userData: {secretKeyRef: {name: web-1-userdata, key: userdata}}
            vendorData:
              inline: |
                #cloud-config
                timezone: Europe/Zürich
            networkData:
              generate:
                interfaces:
                - name: default
                  mtu: 1450
                  ip:
                    addresses: [10.0.0.5/24, "2001:db8::5/64"]
                    routes:
                    - {destination: 0.0.0.0/0, gateway: 10.0.0.1}
                    - {destination: "::/0", gateway: "2001:db8::1"}
                    nameservers: [10.0.0.53, "2001:db8::53"]
                bonds:
                - {name: storage, interfaces: [fast-a, fast-b], mode: active-backup, ip: {autoconfiguration: [DHCPv4, DHCPv6]}}
                vlans:
                - {link: storage, id: 100, ip: {addresses: [192.168.100.5/28]}}
                nameservers: [192.0.2.53]
            sshPublicKeys:
            - inline: |
                # the team
                {{{Keys.Ed25519}}}
                {{{Keys.EcdsaWithoutComment}}}
            - secretKeyRef: {name: team-keys, key: authorized_keys}
            password: {secretKeyRef: {name: web-1-password, key: password}}
            metadata:
              hostname: web-1.example.org
              availabilityZone: zone-a
              serviceOffering: Small – 2 CPU
              cloudIdentifier: cloud-7
              cloudName: Example Cloud
              publicIPv4: 192.0.2.80
              publicHostname: www.example.org
              exposeHypervisorHostName: true
              exposeNamespace: true
              extra: {role: web 🌍, tier: "", note: "two\nlines"}
            files:
            - path: /etc/motd
              content: {configMapKeyRef: {name: web-1-files, key: motd}}
            - path: /opt/app/blob
              content: {base64: AAEC/w==}
            """,
        VirtualMachine = """
            metadata: {name: web-1, namespace: tenant-a}
            spec:
              instancetype: {name: u1.small}
              template:
                spec:
                  hostname: web
                  domain:
                    firmware: {uuid: 0F6E5C3A-9B1D-4C8E-8F6A-2D4B6C8E0A1C}
                    devices:
                      interfaces:
                      - {name: default, macAddress: "02:00:00:00:00:01", masquerade: {}, tag: front, pciAddress: "0000:81:01.0"}
                      - {name: fast-a, macAddress: 02-00-00-00-00-0A, tag: storage}
                      - {name: fast-b, macAddress: "02:00:00:00:00:0B"}
                      - {name: unplugged, macAddress: "02:00:00:00:00:0C", state: absent}
            """,
        RunningOn = "node-7",
        NamespaceUid = "b2f3d0fe-2f4f-4c7b-9d7c-1c4d7a3e9a10",
    }
        .WithSecret("web-1-userdata", "userdata", "#cloud-config\npackages: [nginx]\n")
        .WithSecret("team-keys", "authorized_keys", $"\uFEFF{Keys.RsaWithSpacedComment}\r\n\r\n{Keys.Ed25519}\r\n")
        .WithSecret("web-1-password", "password", "correct horse \"battery\" 🐎\n")
        .WithSource(SourceKind.ConfigMap, "web-1-files", "motd", Encoding.UTF8.GetBytes("Grüezi\n")) with
    { PasswordDue = true };

    /// <summary>A Windows guest with the password due, whose MD5 checksum starts with zeros.</summary>
    public static Drive Windows => new Drive { Spec = "userData: {inline: \"#ps1_sysnative\\r\\nWrite-Host 1\\r\\n\"}\nmetadata: {hostname: WIN-1}" }
        .WithPassword("Passw0rd-106", "Windows");

    /// <summary>OpenStack's layout alone.</summary>
    public static Drive OpenStackOnly => new() { Spec = $"layouts: [OpenStack]\nuserData: {{inline: \"#!/bin/sh\\n\"}}\nsshPublicKeys: [{{inline: {Keys.Ed25519}}}]" };

    /// <summary>CloudStack's layout alone.</summary>
    public static Drive CloudStackOnly => new() { Spec = $"layouts: [CloudStack]\nuserData: {{inline: \"#!/bin/sh\\n\"}}\nsshPublicKeys: [{{inline: {Keys.Ed25519}}}]" };

    /// <summary>NoCloud's layout alone, with everything that it can hold.</summary>
    public static Drive NoCloud => Full with
    {
        Spec = $$$"""
            layouts: [NoCloud]
            userData: {secretKeyRef: {name: web-1-userdata, key: userdata}}
            vendorData:
              inline: |
                #cloud-config
                timezone: Europe/Zürich
            vendorData2:
              inline: |
                #!/bin/sh
                echo platform
            networkData:
              generate:
                interfaces:
                - name: default
                  mtu: 1450
                  ip:
                    addresses: [10.0.0.5/24, "2001:db8::5/64"]
                    routes:
                    - {destination: 0.0.0.0/0, gateway: 10.0.0.1}
                    - {destination: "::/0", gateway: "fe80::1"}
                    nameservers: [10.0.0.53, "2001:db8::53"]
                bonds:
                - {name: storage, interfaces: [fast-a, fast-b], mode: 802.3ad, transmitHashPolicy: layer3+4, mtu: 9000, ip: {autoconfiguration: [DHCPv4, DHCPv6]}}
                vlans:
                - {link: storage, id: 100, ip: {addresses: [192.168.100.5/28]}}
                nameservers: [192.0.2.53]
            sshPublicKeys:
            - inline: |
                {{{Keys.Ed25519}}}
                {{{Keys.EcdsaWithoutComment}}}
            - secretKeyRef: {name: team-keys, key: authorized_keys}
            password: {secretKeyRef: {name: web-1-password, key: password}}
            metadata:
              hostname: web-1.example.org
              availabilityZone: zone-a
              extra: {role: web 🌍, note: "two\nlines"}
            """,
    };

    /// <summary>The samples by name.</summary>
    public static IReadOnlyDictionary<string, Drive> All { get; } = new Dictionary<string, Drive>(StringComparer.Ordinal)
    {
        ["minimal"] = Minimal,
        ["full"] = Full,
        ["windows"] = Windows,
        ["openstack-only"] = OpenStackOnly,
        ["cloudstack-only"] = CloudStackOnly,
        ["no-cloud"] = NoCloud,
    };

    /// <summary>The names of the samples.</summary>
    public static TheoryData<string> Names => [.. All.Keys];
}
