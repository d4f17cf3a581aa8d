using System.Text;
using System.Text.Json.Nodes;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests;

/// <summary>A request of the operator as the API server's audit log tells it.</summary>
internal sealed record AuditedRequest(string Verb, string Uri, string? Namespace, string Resource)
{
    /// <summary>Whether it changes the state, to which events do not belong.</summary>
    public bool IsWrite => Verb is not ("get" or "list" or "watch") && Resource != "events/";

    public override string ToString() => $"{Verb} {Resource}";
}

/// <summary>The API server's audit log, which knows every request whatever the operator says of itself. Read on from where it was left.</summary>
internal sealed class AuditLog(ControlPlane controlPlane)
{
    private readonly List<AuditedRequest> requests = [];
    private readonly StringBuilder line = new();
    private long position;

    /// <summary>What the operator asked for so far. An answer is given a moment before it stands here.</summary>
    public IReadOnlyList<AuditedRequest> Requests()
    {
        using var file = new FileStream(controlPlane.AuditLogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = position;
        using var reader = new StreamReader(file);
        foreach (var character in reader.ReadToEnd())
        {
            if (character != '\n')
            {
                line.Append(character);
                continue;
            }

            Add(JsonNode.Parse(line.ToString())!);
            line.Clear();
        }

        position = file.Position;
        return requests;
    }

    /// <summary>The operator's writes in a namespace so far.</summary>
    public IReadOnlyList<string> WritesIn(string @namespace) =>
        [.. Requests().Where(request => request.IsWrite && request.Namespace == @namespace).Select(request => request.ToString())];

    private void Add(JsonNode request)
    {
        var isAnswered = (string?)request["stage"] == ((string?)request["verb"] == "watch" ? "ResponseStarted" : "ResponseComplete");
        if (isAnswered && ((string?)request["userAgent"])?.StartsWith("configdrive-operator", StringComparison.Ordinal) is true)
        {
            var reference = request["objectRef"];
            requests.Add(new AuditedRequest(
                (string)request["verb"]!, (string)request["requestURI"]!, (string?)reference?["namespace"], $"{reference?["resource"]}/{reference?["subresource"]}"));
        }
    }
}
