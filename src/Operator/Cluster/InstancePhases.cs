namespace ConfigDrive.Operator.Cluster;

/// <summary>Phases of a VirtualMachineInstance, and whether its VirtualMachine is stopped (kubevirt.io/api/core/v1, types.go).</summary>
internal static class InstancePhases
{
    public const string Running = "Running";
    public const string Succeeded = "Succeeded";
    public const string Failed = "Failed";

    /// <summary>Whether an instance has ended for good.</summary>
    public static bool IsOver(V1VirtualMachineInstance instance) => instance.Status?.Phase is Succeeded or Failed;

    /// <summary>Whether a VirtualMachine is stopped and does not start automatically.</summary>
    public static bool IsStopped(V1VirtualMachine virtualMachine, V1VirtualMachineInstance? instance)
    {
        var strategy = virtualMachine.Spec.RunStrategy ?? (virtualMachine.Spec.Running is true ? "Always" : "Halted");
        return instance is null ? strategy is "Halted" or "Manual" : IsOver(instance) && strategy is not "Always";
    }
}
