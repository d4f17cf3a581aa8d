using System.Globalization;
using System.Text.Json.Nodes;

namespace ConfigDrive.Benchmarks.WholeSystem;

/// <summary>What the API server wrote down of a program's requests: it knows every one, whatever the program says of itself.</summary>
/// <param name="path">The log.</param>
/// <param name="userAgent">How the program's user agent begins.</param>
internal sealed class AuditLog(string path, string userAgent)
{
    /// <summary>The length so far: where a later reading begins.</summary>
    public long Position => new FileInfo(path).Length;

    /// <summary>The program's requests since a position, in the order in which they ended.</summary>
    public IReadOnlyList<AuditedRequest> Since(long position)
    {
        using var file = File.OpenRead(path);
        file.Position = position;
        using var reader = new StreamReader(file);
        var requests = new List<AuditedRequest>();
        while (reader.ReadLine() is { } line)
        {
            var request = JsonNode.Parse(line)!;
            var verb = (string)request["verb"]!;
            // A watch is answered when it begins; it ends much later.
            if ((string?)request["stage"] == (verb == "watch" ? "ResponseStarted" : "ResponseComplete")
                && ((string?)request["userAgent"])?.StartsWith(userAgent, StringComparison.Ordinal) is true)
            {
                requests.Add(new AuditedRequest(
                    verb,
                    (string)request["requestURI"]!,
                    DateTimeOffset.Parse((string)request["requestReceivedTimestamp"]!, CultureInfo.InvariantCulture)));
            }
        }

        return requests;
    }
}
