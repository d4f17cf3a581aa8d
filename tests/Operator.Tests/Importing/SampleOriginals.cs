using ConfigDrive.Operator.Importing;
using ConfigDrive.Operator.Tests.Content;

namespace ConfigDrive.Operator.Tests.Importing;

/// <summary>Drives as others write them, file by file.</summary>
internal static class SampleOriginals
{
    public const string Uuid = "83679162-1378-4288-a2d4-70e13ec132aa";
    public const string Secret = "s3cr3t-marker";

    private const string NetworkData = """
        {"links": [{"id": "tap1", "vif_id": "9a2f", "type": "ovs", "mtu": 1450, "ethernet_mac_address": "02:00:00:00:00:01"}],
         "networks": [{"id": "network0", "link": "tap1", "network_id": "da5bb487", "type": "ipv4", "ip_address": "10.0.0.5", "netmask": "255.255.255.0",
                       "routes": [{"network": "0.0.0.0", "netmask": "0.0.0.0", "gateway": "10.0.0.1"}], "services": []}],
         "services": [{"type": "dns", "address": "10.0.0.53"}]}
        """;

    /// <summary>Nova's, with everything that it may have (nova/api/metadata/base.py).</summary>
    public static IReadOnlyList<(string Path, string Text)> Nova => [.. NovaLatest, .. NovaLatest.Where(file => file.Path.StartsWith("openstack/latest/", StringComparison.Ordinal))
        .Select(file => (file.Path.Replace("latest", "2018-08-27", StringComparison.Ordinal), file.Text))];

    private static readonly (string Path, string Text)[] NovaLatest =
    [
        ("ec2/latest/meta-data.json", """{"instance-id": "i-00000001"}"""),
        ("openstack/latest/meta_data.json", $$"""
            {"uuid": "{{Uuid}}", "admin_pass": "{{Secret}}", "random_seed": "{{Secret}}", "hostname": "web-1.novalocal", "name": "My web server", "launch_index": 2,
             "availability_zone": "nova", "project_id": "f7ac731cc11f40efbc03a9f9e1d1d21f", "dedicated_cpus": [4, 5],
             "public_keys": {"mykey": "{{Keys.Ed25519}}\n"}, "keys": [{"name": "mykey", "type": "ssh", "data": "{{Keys.Ed25519}}\n"}, {"name": "win", "type": "x509", "data": "MIIB"}],
             "meta": {"role": "web", "admin_pass": "{{Secret}}", "bad/key": "x"},
             "files": [{"path": "/etc/motd", "content_path": "/content/0001"}],
             "network_config": {"name": "network_config", "content_path": "/content/0000"},
             "devices": [{"type": "nic", "bus": "pci", "address": "0000:00:02.0", "mac": "02:00:00:00:00:01", "tags": ["trusted"]}]}
            """),
        ("openstack/latest/user_data", $"#cloud-config\npassword: {Secret}\n"),
        ("openstack/latest/vendor_data.json", """{"cloud-init": "#cloud-config\ntimezone: UTC\n", "team": {"cost": 7}}"""),
        ("openstack/latest/vendor_data2.json", """{"static": {}, "cloud-init": ["#cloud-config\nlocale: C.UTF-8\n", "#!/bin/sh\necho boot\n"]}"""),
        ("openstack/latest/network_data.json", NetworkData),
        ("openstack/content/0000", "auto lo\n"),
        ("openstack/content/0001", "welcome\n"),
    ];

    /// <summary>CloudStack's (ConfigDriveBuilder.java).</summary>
    public static IReadOnlyList<(string Path, string Text)> CloudStack { get; } =
    [
        ("cloudstack/metadata/service-offering.txt", "Small Instance"),
        ("cloudstack/metadata/availability-zone.txt", "zone-1"),
        ("cloudstack/metadata/local-hostname.txt", "web-1"),
        ("cloudstack/metadata/local-ipv4.txt", "10.1.1.7"),
        ("cloudstack/metadata/public-ipv4.txt", "192.0.2.9"),
        ("cloudstack/metadata/public-hostname.txt", "192.0.2.9"),
        ("cloudstack/metadata/instance-id.txt", Uuid),
        ("cloudstack/metadata/vm-id.txt", Uuid),
        ("cloudstack/metadata/public-keys.txt", $"{Keys.Ed25519}\n{Keys.EcdsaWithoutComment}"),
        ("cloudstack/metadata/cloud-identifier.txt", "CloudStack-{7}"),
        ("cloudstack/metadata/cloud-domain.txt", "ROOT"),
        ("cloudstack/metadata/role.txt", "web"),
        ("cloudstack/userdata/user_data.txt", "#!/bin/sh\necho hi\n"),
        ("cloudstack/password/vm_password.txt", Secret),
        ("openstack/latest/meta_data.json", $$"""{"availability_zone":"zone-1","hostname":"web-1","role":"web","name":"192.0.2.9","uuid":"{{Uuid}}","keys":[{"type":"ssh","data":"{{Keys.Ed25519}}\n{{Keys.EcdsaWithoutComment}}","name":"key"}],"public_keys":{"key":"{{Keys.Ed25519}}\n{{Keys.EcdsaWithoutComment}}"},"cloud-domain":"ROOT"}"""),
        ("openstack/latest/user_data", "#!/bin/sh\necho hi\n"),
        ("openstack/latest/vendor_data.json", "{}"),
        ("openstack/latest/network_data.json", "{}"),
    ];

    /// <summary>A seed of cloud-localds.</summary>
    public static IReadOnlyList<(string Path, string Text)> NoCloud { get; } =
    [
        ("meta-data", $"instance-id: i-abcdefg\nlocal-hostname: seed-1\npublic-keys:\n  - {Keys.Ed25519}\ndsmode: local\n"),
        ("user-data", "#cloud-config\npackages: [nginx]\n"),
        ("vendor-data", "#cloud-config\ntimezone: UTC\n"),
        ("network-config", "version: 2\nethernets:\n  eth0: {dhcp4: true}\n"),
    ];

    /// <summary>KubeVirt's cloudInitConfigDrive (pkg/cloud-init/cloud-init.go).</summary>
    public static IReadOnlyList<(string Path, string Text)> KubeVirt { get; } =
    [
        ("openstack/latest/meta_data.json", $$$"""{"instance_type":"u1.small","instance_id":"web-1.tenant-a","hostname":"web-1","uuid":"{{{Uuid}}}","public_keys":{"0":"{{{Keys.Ed25519}}}"}}"""),
        ("openstack/latest/user_data", "#cloud-config\n{}\n"),
        ("openstack/latest/network_data.json", NetworkData),
    ];

    /// <summary>Ironic's, as Metal3 and openstacksdk have it made: no host name, and a dated folder beside latest.</summary>
    public static IReadOnlyList<(string Path, string Text)> Ironic { get; } =
    [
        .. ((string[])["2012-08-10", "latest"]).SelectMany(version => ((string, string)[])
        [
            ($"openstack/{version}/meta_data.json", $$"""{"uuid": "{{Uuid}}", "metal3-name": "node-0", "local-hostname": "node-0", "local_hostname": "node-0", "name": "node-0"}"""),
            ($"openstack/{version}/user_data", "#cloud-config\n{}\n"),
            ($"openstack/{version}/vendor_data2.json", """{"cloud-init": "#cloud-config\nlocale: C\n"}"""),
        ]),
    ];

    /// <summary>Those that cloud-init reads by a data source.</summary>
    public static IReadOnlyDictionary<string, (string Source, IReadOnlyList<(string Path, string Text)> Files)> All { get; } =
        new Dictionary<string, (string, IReadOnlyList<(string, string)>)>(StringComparer.Ordinal)
        {
            ["nova"] = ("ConfigDrive", Nova),
            ["cloudstack"] = ("ConfigDrive", CloudStack),
            ["kubevirt"] = ("ConfigDrive", KubeVirt),
            ["ironic"] = ("ConfigDrive", Ironic),
            ["nocloud"] = ("NoCloud", NoCloud),
        };

    public static SourceDrive Source(IEnumerable<(string Path, string Text)> files) => Imports.Source("config-2", files);
}
