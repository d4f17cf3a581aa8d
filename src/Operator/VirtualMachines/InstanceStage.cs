namespace ConfigDrive.Operator.VirtualMachines;

/// <summary>How far an instance is, as far as its drive is concerned.</summary>
internal enum InstanceStage
{
    /// <summary>There is none: the VirtualMachine is stopped.</summary>
    None,

    /// <summary>It exists and its guest does not run; KubeVirt changes no medium yet.</summary>
    Starting,

    /// <summary>Its guest runs; KubeVirt changes media.</summary>
    Running,

    /// <summary>It is being deleted, or its guest has ended: whatever the VirtualMachine says now is for the next one.</summary>
    Stopping,
}
