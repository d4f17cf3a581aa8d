namespace ConfigDrive.Operator.VirtualMachines;

/// <summary>What KubeVirt makes of a changed medium in the template of a running VirtualMachine.</summary>
internal enum HotplugSupport
{
    /// <summary>Not known: nobody told the version or the gates.</summary>
    Unknown,

    /// <summary>Nothing: it takes effect at the next start.</summary>
    Off,

    /// <summary>It changes the medium of the running instance.</summary>
    Declarative,
}
