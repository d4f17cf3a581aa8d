using System.Globalization;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Client;
using Microsoft.Extensions.Logging;

namespace ConfigDrive.Kubernetes.Events;

/// <summary>
/// Writes events: the first occurrence creates an event object, the second makes it a series, and further ones are counted and written when the series ends. A
/// failure is logged and never thrown. Not thread-safe.
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

    /// <summary>Ends the series without an occurrence for the time <paramref name="quiet"/>, and writes their last counts.</summary>
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
        catch (KubernetesException exception) when (exception.IsNamespaceTerminating)
        {
            // Nobody reads the events of a namespace that is being deleted.
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Failed(logger, key.Reason, OneLine.From(exception));
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

    /// <summary>Writes the count to the event object; false when it no longer exists: API servers delete events after an hour.</summary>
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
        Metadata = new V1ObjectMeta { Namespace = name.Namespace, Name = name.Name },
        EventTime = at,
        ReportingController = reportingController,
        ReportingInstance = reportingInstance,
        Action = key.Action,
        Reason = key.Reason,
        Regarding = key.Regarding,
        Note = key.Note,
        Type = key.Type.ToString(),
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Could not write an event with reason {Reason}: {Error}")]
        public static partial void Failed(ILogger logger, string reason, string error);
    }
}

/// <summary>What makes two occurrences the same event. Unlike client-go's key it has the note: another note says something else.</summary>
internal sealed record EventKey(EventType Type, string Reason, string Action, string Note, V1ObjectReference Regarding);

/// <summary>The occurrences of one event so far.</summary>
/// <param name="Name">The event object.</param>
/// <param name="Count">The number of occurrences.</param>
/// <param name="Reported">The number of occurrences that the event object shows.</param>
/// <param name="Last">The time of the last occurrence, for people.</param>
/// <param name="LastSeen">The time of the last occurrence by the monotonic clock.</param>
internal sealed record EventSeries(NamespacedName Name, int Count, int Reported, DateTimeOffset Last, long LastSeen);

/// <summary>A token bucket per object: 25 events, then one every five minutes.</summary>
/// <remarks>The numbers are client-go's (<c>tools/record/events_cache.go</c>).</remarks>
internal sealed class SpamFilter(TimeProvider timeProvider)
{
    private const double Burst = 25;
    private static readonly TimeSpan Refill = TimeSpan.FromMinutes(5);
    private readonly Dictionary<V1ObjectReference, (double Tokens, long At)> buckets = [];

    public bool Allows(V1ObjectReference regarding)
    {
        var tokens = buckets.TryGetValue(regarding, out var bucket) ? Now(bucket) : Burst;
        buckets[regarding] = (tokens >= 1 ? tokens - 1 : tokens, timeProvider.GetTimestamp());
        return tokens >= 1;
    }

    /// <summary>Removes the full buckets.</summary>
    public void Prune()
    {
        foreach (var (regarding, _) in buckets.Where(entry => Now(entry.Value) >= Burst))
        {
            buckets.Remove(regarding);
        }
    }

    private double Now((double Tokens, long At) bucket) => Math.Min(Burst, bucket.Tokens + (timeProvider.GetElapsedTime(bucket.At) / Refill));
}
