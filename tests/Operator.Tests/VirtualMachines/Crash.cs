namespace ConfigDrive.Operator.Tests.VirtualMachines;

/// <summary>The operator's process ends at once.</summary>
internal sealed class Crash : Exception;
