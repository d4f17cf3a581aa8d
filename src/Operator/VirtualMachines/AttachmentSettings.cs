
namespace ConfigDrive.Operator.VirtualMachines;

/// <summary>What the command line of <c>run</c> says of attaching.</summary>
internal sealed record AttachmentSettings
{
    /// <summary>After which time a guest without agent counts as booted (<c>--boot-timeout</c>).</summary>
    public TimeSpan BootTimeout { get; init; } = TimeSpan.FromMinutes(10);
}
