namespace ConfigDrive.Operator.Claims;

/// <summary>What a claim's annotations say about its content.</summary>
internal static class ClaimAnnotations
{
    /// <summary>The revision that is on the claim, verified; <c>null</c> while it is unfilled.</summary>
    public static string? FilledWith(V1PersistentVolumeClaim claim) => claim.Metadata.Annotations?.GetValueOrDefault(Annotations.Filled);

    /// <summary>The revision that is being written to the claim, or was last.</summary>
    public static string? RevisionOf(V1PersistentVolumeClaim claim) => claim.Metadata.Annotations?.GetValueOrDefault(Annotations.Revision);

    /// <summary>Whether a revision is on a claim, and the claim will stay.</summary>
    public static bool IsFilledWith(V1PersistentVolumeClaim claim, string revision) =>
        FilledWith(claim) == revision && claim.Metadata.DeletionTimestamp is null && claim.Status?.Phase != ClaimPhases.Lost;

    /// <summary>Marks a claim as filled with a revision; refused when it is another claim, or is to be filled with another revision.</summary>
    public static JsonPatch Fill(V1PersistentVolumeClaim claim, string revision) => new JsonPatch()
        .Test("/metadata/uid", claim.Metadata.Uid)
        .Test(Pointer(Annotations.Revision), revision)
        .Add(Pointer(Annotations.Filled), revision);

    /// <summary>Assigns another revision to a claim, which counts as unfilled from then on, before a byte is written.</summary>
    public static JsonPatch Refill(V1PersistentVolumeClaim claim, string revision)
    {
        var patch = new JsonPatch().Test("/metadata/uid", claim.Metadata.Uid);
        patch = claim.Metadata.Annotations is { Count: > 0 }
            ? patch.Add(Pointer(Annotations.Revision), revision)
            : patch.Add("/metadata/annotations", new JsonObject { [Annotations.Revision] = revision });
        return FilledWith(claim) is null ? patch : patch.Remove(Pointer(Annotations.Filled));
    }

    private static string Pointer(string annotation) => JsonPatch.Pointer("metadata", "annotations", annotation);
}

/// <summary>Phases of a claim (core/v1, types.go).</summary>
internal static class ClaimPhases
{
    public const string Bound = "Bound";
    public const string Lost = "Lost";
}
