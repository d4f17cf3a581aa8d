namespace ConfigDrive.Operator.Attachment;

/// <summary>Whether KubeVirt changes media of running VirtualMachines, according to its settings, and why.</summary>
/// <remarks>
/// pkg/virt-config/featuregate: <c>DeclarativeHotplugVolumes</c> is alpha from 1.6, on by default from 1.9, and ungated from 1.10; the legacy
/// gate <c>HotplugVolumes</c> wins over it until 1.10, where it is gone.
/// </remarks>
/// <param name="Support">What it does.</param>
/// <param name="Explanation">Why, and what to do about it; a sentence without full stop.</param>
internal sealed record Hotplug(HotplugSupport Support, string Explanation)
{
    private const string Gate = "DeclarativeHotplugVolumes";
    private const string LegacyGate = "HotplugVolumes";
    private static readonly Version Introduced = new(1, 6);
    private static readonly Version OnByDefault = new(1, 9);
    private static readonly Version Ungated = new(1, 10);

    /// <summary>Reads the cluster's KubeVirts; like for KubeVirt itself, only one that has a phase counts.</summary>
    public static Hotplug From(IEnumerable<V1KubeVirt> kubeVirts)
    {
        var settings = kubeVirts.FirstOrDefault(kubeVirt => !string.IsNullOrEmpty(kubeVirt.Status?.Phase));
        if (Parse(settings?.Status?.ObservedKubeVirtVersion) is not { } version)
        {
            return new(HotplugSupport.Unknown, "the version of KubeVirt is not known: no KubeVirt object has it");
        }

        var gates = settings!.Spec.Configuration?.DeveloperConfiguration ?? new DeveloperConfiguration();
        var isGateOff = gates.DisabledFeatureGates.Contains(Gate) || (version < OnByDefault && !gates.FeatureGates.Contains(Gate));
        return version switch
        {
            _ when version < Introduced => new(HotplugSupport.Off, $"KubeVirt {version} cannot change a CD-ROM while the guest runs: upgrade to 1.6 or later"),
            _ when version < Ungated && gates.FeatureGates.Contains(LegacyGate) =>
                new(HotplugSupport.Off, $"KubeVirt's feature gate {LegacyGate} is on, which switches {Gate} off: remove it"),
            _ when version < Ungated && isGateOff => new(HotplugSupport.Off, $"KubeVirt's feature gate {Gate} is off: switch it on in the KubeVirt object"),
            _ => new(HotplugSupport.Declarative, $"KubeVirt {version} changes media of running guests"),
        };
    }

    // "v1.9.0", "v1.9.0-rc.1", "1.8.2+patched": of an unreleased build only the release that it leads to counts.
    private static Version? Parse(string? text)
    {
        var numbers = text?.TrimStart('v').Split('-', '+')[0].Split('.') ?? [];
        return numbers.Length >= 2
            && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
                ? new Version(major, minor)
                : null;
    }
}

/// <summary>What KubeVirt makes of a changed medium in the template of a running VirtualMachine.</summary>
internal enum HotplugSupport
{
    /// <summary>The version is not known.</summary>
    Unknown,

    /// <summary>Nothing: it takes effect at the next start.</summary>
    Off,

    /// <summary>It changes the medium of the running instance.</summary>
    Declarative,
}
