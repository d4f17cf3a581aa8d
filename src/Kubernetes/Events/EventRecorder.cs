using System.Text;
using System.Threading.Channels;
using ConfigDrive.Kubernetes.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConfigDrive.Kubernetes.Events;

/// <summary>
/// Records what happened to an object as <c>events.k8s.io/v1</c>. Recording never waits and never fails: a bounded queue takes the events, and a task
/// writes them; what does not fit, or cannot be written, is dropped. Repetitions become a series on one event object.
/// </summary>
/// <remarks>After client-go's <c>tools/events/event_broadcaster.go</c>: queue of 1000, a series ends after six quiet minutes.</remarks>
public sealed partial class EventRecorder
{
    private const int LongestNote = 1024;
    private static readonly TimeSpan SeriesEnd = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);

    private readonly ILogger logger;
    private readonly TimeProvider timeProvider;
    private readonly EventWriter writer;
    private readonly Channel<(EventKey Key, DateTimeOffset At)> queue;

    /// <summary>
    /// A recorder whose events are written once <see cref="RunAsync"/> runs. The reporting controller is a qualified name, <c>configdrive.dev/operator</c>; the
    /// reporting instance is the process, null for the host's name.
    /// </summary>
    public EventRecorder(
        KubernetesClient client, string reportingController, string? reportingInstance = null, ILogger? logger = null, TimeProvider? timeProvider = null)
    {
        this.logger = logger ?? NullLogger.Instance;
        this.timeProvider = timeProvider ?? TimeProvider.System;
        writer = new EventWriter(
            client.Resource(Resources.Events), reportingController, reportingInstance ?? Environment.MachineName, this.logger, this.timeProvider);
        queue = Channel.CreateBounded<(EventKey Key, DateTimeOffset At)>(
            new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true },
            dropped => Log.Dropped(this.logger, dropped.Key.Reason));
    }

    /// <summary>Records an event.</summary>
    /// <param name="regarding">The object it is about.</param>
    /// <param name="type">Whether it needs attention.</param>
    /// <param name="reason">Why: one UpperCamelCase word from a documented list.</param>
    /// <param name="action">What was done or tried: one UpperCamelCase word.</param>
    /// <param name="note">A sentence for people; what exceeds 1 KiB is cut off.</param>
    public void Record(IKubernetesObject regarding, EventType type, string reason, string action, string note)
    {
        var shortened = note.Length <= LongestNote / 4 ? note : Shorten(note);
        var key = new EventKey(type, reason, action, shortened, V1ObjectReference.To(regarding));
        queue.Writer.TryWrite((key, timeProvider.GetUtcNow()));
    }

    /// <summary>Writes events until cancelled, then those still in the queue, for at most five seconds.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        await using var registration = cancellationToken.Register(() => end.CancelAfter(DrainLimit));
        Task ready = Task.CompletedTask;
        var swept = timeProvider.GetTimestamp();
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                ready = ready.IsCompleted ? queue.Reader.WaitToReadAsync(cancellationToken).AsTask() : ready;
                await ready.WaitAsync(writer.HasSeries ? SeriesEnd : Timeout.InfiniteTimeSpan, timeProvider, CancellationToken.None)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                while (queue.Reader.TryRead(out var item))
                {
                    await writer.WriteAsync(item.Key, item.At, end.Token);
                }

                if (timeProvider.GetElapsedTime(swept) >= SweepPeriod)
                {
                    await writer.EndSeriesAsync(SeriesEnd, end.Token);
                    swept = timeProvider.GetTimestamp();
                }
            }

            await writer.EndSeriesAsync(TimeSpan.Zero, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            Log.Cut(logger, queue.Reader.Count);
        }
    }

    private static string Shorten(string note)
    {
        var length = note.Length;
        while (Encoding.UTF8.GetByteCount(note.AsSpan(0, length)) > LongestNote - 3)
        {
            length -= char.IsLowSurrogate(note[length - 1]) ? 2 : 1;
        }

        return length == note.Length ? note : note[..length] + "…";
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Dropped an event with reason {Reason}: too many are waiting to be written")]
        public static partial void Dropped(ILogger logger, string reason);

        [LoggerMessage(2, LogLevel.Warning, "Stopped with {Count} events not written")]
        public static partial void Cut(ILogger logger, int count);
    }
}

/// <summary>Whether an event needs attention.</summary>
public enum EventType
{
    Normal,
    Warning,
}
