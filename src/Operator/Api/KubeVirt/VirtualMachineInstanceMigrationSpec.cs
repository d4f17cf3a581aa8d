namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>Spec of a VirtualMachineInstanceMigration.</summary>
public sealed record VirtualMachineInstanceMigrationSpec
{
    /// <summary>Name of the VirtualMachineInstance, which is that of the VirtualMachine.</summary>
    public string VmiName { get => field ?? ""; init; }
}
