namespace ConfigDrive.Operator.Storage.Primary;

/// <summary>Phases of a claim (core/v1, types.go).</summary>
internal static class ClaimPhases
{
    public const string Bound = "Bound";
    public const string Lost = "Lost";
}
