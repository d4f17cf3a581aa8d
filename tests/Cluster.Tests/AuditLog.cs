using System.Text;
using System.Text.Json.Nodes;

namespace ConfigDrive.Cluster.Tests;

/// <summary>A request of the operator as the API server's audit log tells it.</summary>
internal sealed record AuditedRequest(string Verb, string Uri, string? Namespace, string Resource)
{
    /// <summary>API group of the resource; empty for the core.</summary>
    public string Group { get; init; } = "";

    /// <summary>Name of the object, where the request is for one.</summary>
    public string? Name { get; init; }

    /// <summary>When the API server received it, RFC 3339 with microseconds.</summary>
    public string ReceivedAt { get; init; } = "";

    /// <summary>Whether the operator had no right to it.</summary>
    public bool IsForbidden { get; init; }

    /// <summary>Whether it changes the state, to which events do not belong.</summary>
    public bool IsWrite => Verb is not ("get" or "list" or "watch") && Resource != "events/";

    public override string ToString() => $"{Verb} {Resource}";
}

/// <summary>An API server's audit log, which knows every request whatever the operator says of itself. Read on from where it was left.</summary>
internal sealed class AuditLog(string path)
{
    private const string UserAgent = "configdrive-operator";
    private const string User = "system:serviceaccount:configdrive-system:configdrive-operator";

    private readonly List<AuditedRequest> requests = [];
    // A watch is told when it comes, and once more with its first answer or its end: one that is refused ends at once, another may be silent for long.
    private readonly Dictionary<string, int> watches = [];
    private readonly StringBuilder line = new();
    private long position;

    /// <summary>What the operator asked for so far. An answer is given a moment before it stands here.</summary>
    public IReadOnlyList<AuditedRequest> Requests()
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = position;
        using var reader = new StreamReader(file);
        foreach (var character in reader.ReadToEnd())
        {
            if (character != '\n')
            {
                line.Append(character);
                continue;
            }

            Add(line.ToString());
            line.Clear();
        }

        position = file.Position;
        return requests;
    }

    /// <summary>The operator's writes in a namespace so far, in the order in which they were received: the log has them in that of their ends.</summary>
    public IReadOnlyList<string> WritesIn(string @namespace) =>
        [.. Requests().Where(request => request.IsWrite && request.Namespace == @namespace).OrderBy(request => request.ReceivedAt, StringComparer.Ordinal).Select(request => request.ToString())];

    private void Add(string text)
    {
        // Most of a busy cluster's requests are others', and not worth reading.
        if (!text.Contains(UserAgent, StringComparison.Ordinal))
        {
            return;
        }

        var request = JsonNode.Parse(text)!;
        var isWatch = (string?)request["verb"] == "watch";
        if ((isWatch || (string?)request["stage"] == "ResponseComplete")
            && (((string?)request["userAgent"])?.StartsWith(UserAgent, StringComparison.Ordinal) is true || (string?)request["user"]?["username"] == User))
        {
            var reference = request["objectRef"];
            var audited = new AuditedRequest(
                (string)request["verb"]!, (string)request["requestURI"]!, (string?)reference?["namespace"], $"{reference?["resource"]}/{reference?["subresource"]}")
            {
                Group = (string?)reference?["apiGroup"] ?? "",
                Name = (string?)reference?["name"],
                ReceivedAt = (string?)request["requestReceivedTimestamp"] ?? "",
                IsForbidden = (string?)request["annotations"]?["authorization.k8s.io/decision"] == "forbid",
            };
            if (isWatch && !watches.TryAdd((string)request["auditID"]!, requests.Count))
            {
                requests[watches[(string)request["auditID"]!]] = audited;
                return;
            }

            requests.Add(audited);
        }
    }
}
