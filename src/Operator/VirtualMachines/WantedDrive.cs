namespace ConfigDrive.Operator.VirtualMachines;

/// <summary>What the template of a VirtualMachine should say about our drive.</summary>
/// <param name="HasDrive">Whether there is a CD-ROM drive.</param>
/// <param name="ClaimName">The claim in it; <c>null</c> for an empty drive.</param>
internal sealed record WantedDrive(bool HasDrive, string? ClaimName)
{
    /// <summary>A drive without medium.</summary>
    public static WantedDrive Empty { get; } = new(HasDrive: true, ClaimName: null);

    /// <summary>No drive at all.</summary>
    public static WantedDrive None { get; } = new(HasDrive: false, ClaimName: null);

    /// <summary>A drive with a medium.</summary>
    public static WantedDrive With(string claimName) => new(HasDrive: true, claimName);

    /// <summary>The state in one word, to tell later whether somebody has undone it.</summary>
    public override string ToString() => ClaimName ?? (HasDrive ? "" : "-");
}
