using System.Globalization;
using System.Text.Json.Nodes;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.Claims;

/// <summary>Statuses of a pod as scheduler and kubelet write them.</summary>
internal static class PodStatusJson
{
    public static V1Patch Unschedulable(string message) => Patch("Pending", Condition("False", "Unschedulable", message));

    public static V1Patch Waiting(string reason, string message) => Patch("Pending", Condition("True"), Container(new() { ["waiting"] = new JsonObject { ["reason"] = reason, ["message"] = message } }));

    public static V1Patch Running() => Patch("Running", Condition("True"), Container(new() { ["running"] = new JsonObject { ["startedAt"] = Now } }));

    public static V1Patch Ended(int exitCode, string message) => Patch(
        exitCode == 0 ? "Succeeded" : "Failed",
        Condition("True"),
        Container(new()
        {
            ["terminated"] = new JsonObject
            {
                ["exitCode"] = exitCode,
                ["reason"] = exitCode == 0 ? "Completed" : "Error",
                ["message"] = message,
                ["finishedAt"] = Now,
            },
        }));

    /// <summary>The kubelet's verdict on the whole pod, such as Evicted.</summary>
    public static V1Patch Failed(string reason, string message) => Patch("Failed", Condition("True"), reason: reason, message: message);

    private static string Now => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static JsonObject Condition(string status, string? reason = null, string? message = null) =>
        new() { ["type"] = "PodScheduled", ["status"] = status, ["reason"] = reason, ["message"] = message, ["lastTransitionTime"] = Now };

    private static JsonObject Container(JsonObject state) =>
        new() { ["name"] = "copy", ["image"] = "played", ["imageID"] = "", ["ready"] = false, ["restartCount"] = 0, ["state"] = state };

    private static V1Patch Patch(string phase, JsonObject condition, JsonObject? container = null, string? reason = null, string? message = null) => new(new JsonObject
    {
        ["status"] = new JsonObject
        {
            ["phase"] = phase,
            ["reason"] = reason,
            ["message"] = message,
            ["startTime"] = Now,
            ["conditions"] = new JsonArray(condition),
            ["containerStatuses"] = container is null ? null : new JsonArray(container),
        },
    }.ToJsonString(), V1Patch.PatchType.MergePatch);
}
