using ConfigDrive.Operator.Files;

namespace ConfigDrive.Operator.CopyProgram;

/// <summary>Makes of a failure to write what is wrong with the claim, in one line that helps.</summary>
internal static class TargetFailure
{
    public static CopyException Explain(string path, Exception exception)
    {
        var (_, message) = VolumeFaults.Explain(
            exception,
            full: "ask for a larger claim (spec.primaryStorage.size)",
            readOnly: "its class must allow writing",
            denied: "the class must honour fsGroup, or its volumes belong to user or group 107");
        return new CopyException($"Cannot write {path}: {message}", exception);
    }
}
