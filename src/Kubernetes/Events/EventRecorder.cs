using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Kubernetes.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConfigDrive.Kubernetes.Events;

/// <summary>
/// Tells people what happened to an object, as <c>events.k8s.io/v1</c>. Recording never waits and never fails: a bounded queue takes the events, and a task
/// writes them; what does not fit, or cannot be written, is dropped. Repetitions become a series on one event object.
/// </summary>
/// <remarks>After client-go's <c>tools/events/event_broadcaster.go</c>: queue of 1000, a series ends after six quiet minutes.</remarks>
public sealed partial class EventRecorder
{
    private const int LongestNote = 1024;
    private static readonly TimeSpan SeriesEnd = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);

    private readonly ResourceClient<Eventsv1Event> client;
    private readonly string reportingController;
    private readonly string reportingInstance;
    private readonly ILogger logger;
    private readonly TimeProvider timeProvider;
    private readonly SpamFilter spam;
    private readonly Dictionary<EventKey, EventSeries> series = [];
    private readonly Channel<(EventKey Key, DateTimeOffset At)> queue;

    /// <summary>A recorder whose events are written once <see cref="RunAsync"/> runs.</summary>
    /// <param name="client">Where to.</param>
    /// <param name="reportingController">Who reports, a qualified name: <c>configdrive.dev/operator</c>.</param>
    /// <param name="reportingInstance">Which process reports; null for the host's name.</param>
    /// <param name="logger">Where failures are told.</param>
    /// <param name="timeProvider">The clock.</param>
    public EventRecorder(
        KubernetesClient client, string reportingController, string? reportingInstance = null, ILogger? logger = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        this.client = client.Resource(Resources.Events);
        this.reportingController = reportingController;
        this.reportingInstance = reportingInstance ?? Environment.MachineName;
        this.logger = logger ?? NullLogger.Instance;
        this.timeProvider = timeProvider ?? TimeProvider.System;
        spam = new SpamFilter(this.timeProvider);
        queue = Channel.CreateBounded<(EventKey Key, DateTimeOffset At)>(
            new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true },
            dropped => Log.Dropped(this.logger, dropped.Key.Reason));
    }

    /// <summary>Records an event.</summary>
    /// <param name="regarding">The object it is about.</param>
    /// <param name="type">Whether it asks for attention.</param>
    /// <param name="reason">Why: one UpperCamelCase word from a documented list.</param>
    /// <param name="action">What was done or tried: one UpperCamelCase word.</param>
    /// <param name="note">A sentence for people; more than 1 KiB is cut off.</param>
    /// <param name="related">A second object that takes part.</param>
    public void Record(IKubernetesObject regarding, EventType type, string reason, string action, string note, IKubernetesObject? related = null)
    {
        ArgumentNullException.ThrowIfNull(note);
        var shortened = note.Length <= LongestNote / 4 ? note : Shorten(note);
        var key = new EventKey(type, reason, action, shortened, Reference(regarding), related is null ? null : Reference(related));
        queue.Writer.TryWrite((key, timeProvider.GetUtcNow()));
    }

    /// <summary>Writes events until cancelled, then what is still queued, for at most five seconds.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var next = queue.Reader.ReadAsync(cancellationToken).AsTask();
        try
        {
            while (true)
            {
                try
                {
                    var (key, at) = await next.WaitAsync(series.Count > 0 ? SeriesEnd : Timeout.InfiniteTimeSpan, timeProvider, cancellationToken);
                    next = queue.Reader.ReadAsync(cancellationToken).AsTask();
                    await TryWriteAsync(key, at, cancellationToken);
                }
                catch (TimeoutException)
                {
                    // Quiet for so long that every series has ended.
                }

                await EndSeriesAsync(SeriesEnd, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await DrainAsync();
        }
    }

    private static V1ObjectReference Reference(IKubernetesObject resource) => V1ObjectReference.To(resource) with { ResourceVersion = null };

    private static string Shorten(string note)
    {
        var length = note.Length;
        while (System.Text.Encoding.UTF8.GetByteCount(note.AsSpan(0, length)) > LongestNote - 3)
        {
            length--;
        }

        return length == note.Length ? note : note[..length] + "…";
    }

    private async Task DrainAsync()
    {
        using var limit = new CancellationTokenSource(DrainLimit, timeProvider);
        try
        {
            while (queue.Reader.TryRead(out var item))
            {
                await TryWriteAsync(item.Key, item.At, limit.Token);
            }

            await EndSeriesAsync(TimeSpan.Zero, limit.Token);
        }
        catch (OperationCanceledException)
        {
            Log.Dropped(logger, "shutdown");
        }
    }

    private async Task TryWriteAsync(EventKey key, DateTimeOffset at, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(key, at, cancellationToken);
        }
#pragma warning disable CA1031 // An event that cannot be written must harm nothing.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.Failed(logger, key.Reason, LogText.OneLine(exception));
        }
    }

    private async Task WriteAsync(EventKey key, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (series.TryGetValue(key, out var known))
        {
            known = known with { Count = known.Count + 1, Last = at, LastSeen = timeProvider.GetTimestamp() };
            series[key] = known;
            // The second occurrence makes it a series for all to see; later ones are written when it ends.
            if (known.Count > 2 || await ReportAsync(key, known, cancellationToken))
            {
                return;
            }
        }
        else if (!spam.Allows(key.Regarding))
        {
            return;
        }

        var name = new NamespacedName(
            key.Regarding.Namespace is { Length: > 0 } ns ? ns : "default",
            string.Create(CultureInfo.InvariantCulture, $"{key.Regarding.Name}.{Guid.NewGuid():N}"));
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

    private async Task EndSeriesAsync(TimeSpan quiet, CancellationToken cancellationToken)
    {
        foreach (var (key, known) in series.Where(entry => timeProvider.GetElapsedTime(entry.Value.LastSeen) >= quiet).ToList())
        {
            series.Remove(key);
            if (known.Count > known.Reported)
            {
                await TryReportAsync(key, known, cancellationToken);
                series.Remove(key);
            }
        }

        spam.Prune();
    }

    private async Task TryReportAsync(EventKey key, EventSeries known, CancellationToken cancellationToken)
    {
        try
        {
            await ReportAsync(key, known, cancellationToken);
        }
#pragma warning disable CA1031 // An event that cannot be written must harm nothing.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.Failed(logger, key.Reason, LogText.OneLine(exception));
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
        [LoggerMessage(1, LogLevel.Warning, "Dropped an event with reason {Reason}: too many are waiting to be written")]
        public static partial void Dropped(ILogger logger, string reason);

        [LoggerMessage(2, LogLevel.Warning, "Could not write an event with reason {Reason}: {Error}")]
        public static partial void Failed(ILogger logger, string reason, string error);
    }
}
