using System.Text.Json.Serialization;

namespace ConfigDrive.Operator.Api;

/// <summary>A tree of files on the drive.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Layout>))]
public enum Layout
{
    /// <summary><c>openstack/latest</c>, which cloud-init, cloudbase-init, Ignition and most others read.</summary>
    OpenStack,

    /// <summary><c>cloudstack/</c>, which CloudStack's guest scripts and Ignition's cloudstack platform read.</summary>
    CloudStack,

    /// <summary><c>meta-data</c>, <c>user-data</c> and the like in the root, which cloud-init's NoCloud reads from a volume labelled <c>cidata</c>.</summary>
    NoCloud,
}
