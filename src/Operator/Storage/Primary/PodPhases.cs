namespace ConfigDrive.Operator.Storage.Primary;

/// <summary>Phases of a pod (core/v1, types.go).</summary>
internal static class PodPhases
{
    public const string Failed = "Failed";
    public const string Succeeded = "Succeeded";
}
