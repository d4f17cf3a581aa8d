namespace ConfigDrive.KubeVirtDouble;

/// <summary>All of KubeVirt's controllers.</summary>
public static class KubeVirt
{
    /// <summary>The controllers. Each acts once when called, and tells whether anything changed.</summary>
    public static IReadOnlyList<Func<Machine, bool>> Controllers { get; } =
    [
        VirtualMachineController.Act, InstanceController.Act, VolumeController.Act, DeclarativeHotplug.Act, RestartRequired.Act, MigrationController.Act,
    ];

    /// <summary>Lets the controllers act until nothing changes any more.</summary>
    public static void Settle(Machine machine)
    {
        while (Controllers.Any(act => act(machine)))
        {
        }
    }
}
