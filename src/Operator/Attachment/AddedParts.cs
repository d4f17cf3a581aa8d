using System.Collections.Immutable;

namespace ConfigDrive.Operator.Attachment;

/// <summary>
/// The disks and volumes that the operator has added to the template of a VirtualMachine, by name. The VirtualMachine has them as an annotation, which
/// the same patch writes: whatever the ConfigDrive says later, only what was added is removed, and what the user declares stays.
/// </summary>
/// <param name="Disks">Names of the disks.</param>
/// <param name="Volumes">Names of the volumes.</param>
internal sealed record AddedParts(ImmutableSortedSet<string> Disks, ImmutableSortedSet<string> Volumes)
{
    private const string Disk = "disk/";
    private const string Volume = "volume/";

    /// <summary>The names of drives of which something was added.</summary>
    public IEnumerable<string> Names => Disks.Union(Volumes);

    /// <summary>What the annotation says.</summary>
    public static AddedParts Read(V1VirtualMachine virtualMachine)
    {
        var parts = virtualMachine.Metadata.Annotations?.GetValueOrDefault(Annotations.Added)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return new AddedParts(After(Disk), After(Volume));

        ImmutableSortedSet<string> After(string prefix) =>
            [.. parts.Where(part => part.StartsWith(prefix, StringComparison.Ordinal)).Select(part => part[prefix.Length..])];
    }

    /// <summary>The value of the annotation; empty when there is nothing to say.</summary>
    public override string ToString() => string.Join(' ', Disks.Select(name => Disk + name).Concat(Volumes.Select(name => Volume + name)));
}

/// <summary>A drive of which the operator added something to the template of a VirtualMachine.</summary>
internal static class AddedDrive
{
    /// <summary>
    /// Whether the drive of that name still is what the operator made of it: a CD-ROM, empty or with a claim of which <paramref name="isOurs"/> says that it
    /// is one of the ConfigDrive.
    /// </summary>
    public static bool IsOurs(V1VirtualMachine virtualMachine, string name, Func<string, bool> isOurs) =>
        DriveInTemplate.Read(virtualMachine, name) is { IsUsable: true } drive && (drive.ClaimName is null || isOurs(drive.ClaimName));

    /// <summary>Removes what was added: the medium, and the drive unless it was the user's; <c>null</c> when there is nothing to remove.</summary>
    public static JsonPatch? Remove(V1VirtualMachine virtualMachine, string name)
    {
        var (added, drive) = (AddedParts.Read(virtualMachine), DriveInTemplate.Read(virtualMachine, name));
        var isVolumeDeclared = drive.Volume is not null && !added.Volumes.Contains(name);
        return isVolumeDeclared ? null
            : TemplatePatch.To(virtualMachine, name, bus: "", new WantedDrive(HasDrive: drive.Disk is not null && !added.Disks.Contains(name), ClaimName: null));
    }
}
