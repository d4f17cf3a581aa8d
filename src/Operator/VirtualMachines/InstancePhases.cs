namespace ConfigDrive.Operator.VirtualMachines;

/// <summary>Phases of a VirtualMachineInstance that matter to a drive (kubevirt.io/api/core/v1, types.go).</summary>
internal static class InstancePhases
{
    public const string Running = "Running";
    public const string Succeeded = "Succeeded";
    public const string Failed = "Failed";
}
