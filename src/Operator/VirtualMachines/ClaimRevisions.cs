using ConfigDrive.Operator.Reconciling;

namespace ConfigDrive.Operator.VirtualMachines;

/// <summary>Which revision lies in a claim.</summary>
internal static class ClaimRevisions
{
    private const string Infix = "-configdrive-";

    /// <summary>Revision of the image in the claim named <paramref name="claimName"/>; <c>null</c> when it is none of ours.</summary>
    public static string? Of(Reconciliation run, string claimName)
    {
        if (run.Status.Primary is { } primary && primary.ClaimName == claimName)
        {
            return primary.Revision;
        }

        var prefix = run.Drive.Spec.VirtualMachineRef.Name + Infix;
        return claimName.StartsWith(prefix, StringComparison.Ordinal) ? claimName[prefix.Length..] : null;
    }
}
