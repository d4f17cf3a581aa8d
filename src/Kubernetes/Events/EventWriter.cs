using System.Globalization;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Kubernetes.Telemetry;
using Microsoft.Extensions.Logging;

namespace ConfigDrive.Kubernetes.Events;

/// <summary>
/// Writes events: the first occurrence makes an event object, the second makes it a series for all to see, and further ones are counted and written when the
/// series ends. Nothing that goes wrong gets out of it but a log line. Not thread-safe.
/// </summary>
internal sealed partial class EventWriter(
    ResourceClient<Eventsv1Event> client, string reportingController, string reportingInstance, ILogger logger, TimeProvider timeProvider)
{
    private readonly SpamFilter spam = new(timeProvider);
    private readonly Dictionary<EventKey, EventSeries> series = [];

    /// <summary>Whether a series is open.</summary>
    public bool HasSeries => series.Count > 0;

    /// <summary>Writes or counts one occurrence.</summary>
    public Task WriteAsync(EventKey key, DateTimeOffset at, CancellationToken cancellationToken) =>
        TryAsync(key, () => WriteOrCountAsync(key, at, cancellationToken), cancellationToken);

    /// <summary>Ends the series that have been quiet for long enough, and writes their last counts.</summary>
    public async Task EndSeriesAsync(TimeSpan quiet, CancellationToken cancellationToken)
    {
        foreach (var (key, known) in series.Where(entry => timeProvider.GetElapsedTime(entry.Value.LastSeen) >= quiet).ToList())
        {
            if (known.Count > known.Reported)
            {
                await TryAsync(key, () => ReportAsync(key, known, cancellationToken), cancellationToken);
            }

            series.Remove(key);
        }

        spam.Prune();
    }

    private async Task TryAsync(EventKey key, Func<Task> write, CancellationToken cancellationToken)
    {
        try
        {
            await write();
        }
#pragma warning disable CA1031 // An event that cannot be written must harm nothing.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.Failed(logger, key.Reason, LogText.OneLine(exception));
        }
    }

    private async Task WriteOrCountAsync(EventKey key, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (series.TryGetValue(key, out var known))
        {
            known = known with { Count = known.Count + 1, Last = at, LastSeen = timeProvider.GetTimestamp() };
            series[key] = known;
            if (known.Count > 2 || await ReportAsync(key, known, cancellationToken))
            {
                return;
            }
        }
        else if (!spam.Allows(key.Regarding))
        {
            return;
        }

        var name = new NamespacedName(key.Regarding.Namespace is { Length: > 0 } ns ? ns : "default", $"{key.Regarding.Name}.{Guid.NewGuid():N}");
        await client.CreateAsync(ToEvent(key, name, at), cancellationToken);
        series[key] = new EventSeries(name, 1, 1, at, timeProvider.GetTimestamp());
    }

    /// <summary>Writes the count to the event object; false when the object is gone, as events are after an hour.</summary>
    private async Task<bool> ReportAsync(EventKey key, EventSeries known, CancellationToken cancellationToken)
    {
        var last = known.Last.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        var patch = new MergePatch(new JsonObject { ["series"] = new JsonObject { ["count"] = known.Count, ["lastObservedTime"] = last } });
        try
        {
            await client.PatchAsync(known.Name, patch, cancellationToken: cancellationToken);
            series[key] = known with { Reported = known.Count };
            return true;
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            return false;
        }
    }

    private Eventsv1Event ToEvent(EventKey key, NamespacedName name, DateTimeOffset at) => new()
    {
        ApiVersion = client.Definition.ApiVersion,
        Kind = client.Definition.Kind,
        Metadata = new V1ObjectMeta { Namespace = name.Namespace, Name = name.Name },
        EventTime = at,
        ReportingController = reportingController,
        ReportingInstance = reportingInstance,
        Action = key.Action,
        Reason = key.Reason,
        Regarding = key.Regarding,
        Related = key.Related,
        Note = key.Note,
        Type = key.Type.ToString(),
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Could not write an event with reason {Reason}: {Error}")]
        public static partial void Failed(ILogger logger, string reason, string error);
    }
}
