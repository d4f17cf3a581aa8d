using System.Text.Json.Nodes;

namespace ConfigDrive.Operator.Claims;

/// <summary>What a claim's annotations say of what lies on it.</summary>
internal static class ClaimAnnotations
{
    /// <summary>The revision that lies on the claim, verified; <c>null</c> while it is unfilled.</summary>
    public static string? FilledWith(V1PersistentVolumeClaim claim) => claim.Metadata.Annotations?.GetValueOrDefault(Annotations.Filled);

    /// <summary>The revision that is being written to the claim, or was last.</summary>
    public static string? RevisionOf(V1PersistentVolumeClaim claim) => claim.Metadata.Annotations?.GetValueOrDefault(Annotations.Revision);

    /// <summary>Whether a claim holds a revision and will stay.</summary>
    public static bool IsFilledWith(V1PersistentVolumeClaim claim, string revision) =>
        FilledWith(claim) == revision && claim.Metadata.DeletionTimestamp is null && claim.Status?.Phase != ClaimPhases.Lost;

    /// <summary>Marks a claim as filled with a revision; refused when it is another claim, or one that is to hold another revision.</summary>
    public static JsonPatch Fill(V1PersistentVolumeClaim claim, string revision) => new JsonPatch()
        .Test("/metadata/uid", claim.Metadata.Uid)
        .Test(Pointer(Annotations.Revision), revision)
        .Add(Pointer(Annotations.Filled), revision);

    /// <summary>Gives a claim to another revision: it counts as unfilled from then on, before a byte is written.</summary>
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
