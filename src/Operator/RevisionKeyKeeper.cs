using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Operator.Certificates;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Operator;

/// <summary>
/// Watches the Secret with the key of all revisions. One that is deleted is put back with the same key; when another key is in it, or one where it was
/// lost, the operator starts over with that. Says once what happened to the key.
/// </summary>
internal sealed partial class RevisionKeyKeeper : IDisposable
{
    private readonly RevisionKeySecret secret;
    private readonly OpenedKey opened;
    private readonly EventRecorder events;
    private readonly Action startOver;
    private readonly ILogger logger;
    private readonly ObjectKeeper keeper;

    /// <summary>Nothing happens before <see cref="RunAsync"/>. The client must write whether or not this process leads.</summary>
    public RevisionKeyKeeper(
        RevisionKeySecret secret, OpenedKey opened, KubernetesClient client, EventRecorder events, Action startOver, ILogger logger, TimeProvider time)
    {
        (this.secret, this.opened, this.events, this.startOver, this.logger) = (secret, opened, events, startOver, logger);
        keeper = new ObjectKeeper(
            "revision-key", client.Metadata(Resources.Secrets), secret.Name, InspectAsync, failure => Log.NotChecked(logger, secret.Name, failure), logger, time);
    }

    /// <summary>What is wrong with the key, else <c>null</c>.</summary>
    public string? Check() => opened.Key is null ? $"Secret {secret.Name} is lost" : null;

    /// <summary>Watches the Secret until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => keeper.RunAsync(cancellationToken);

    /// <summary>Says what the operator found when it started, and waits to be cancelled. The caches must be filled.</summary>
    public Task ReportAsync(ClusterCache cluster, CancellationToken cancellationToken)
    {
        const string Costs = "A drive whose image the library has keeps its revision; the others get a new one, sixty a minute. No delivered password is delivered again";
        var others = opened.Key is not { } key ? 0 : cluster.ConfigDrives.Store.List().Count(drive => cluster.Serves(drive) && drive.Status?.RevisionKeyID is { } id && id != key.Id);
        switch (opened)
        {
            case { Key: null }:
                Tell(EventType.Warning, Reasons.RevisionKeyLost, "Read", $"The key of all revisions is gone, and {opened.Lost} ConfigDrives have revisions made with it: nothing is rendered, "
                    + "copied or attached. Restore the Secret from a backup, or start the operator with --accept-new-revision-key");
                break;
            case { IsNew: true, Lost: > 0 }:
                Tell(EventType.Warning, Reasons.RevisionKeyAccepted, "Create", $"The key of all revisions was gone, and another was made, as --accept-new-revision-key asks. {opened.Lost} ConfigDrives have "
                    + $"revisions of the former key. {Costs}. Take the flag away again, and make a backup of the Secret");
                break;
            case { IsNew: true }:
                Tell(EventType.Normal, Reasons.RevisionKeyCreated, "Create", "The key of all revisions was made: make a backup of this Secret");
                break;
            case { } when others > 0:
                Tell(EventType.Warning, Reasons.RevisionKeyChanged, "Read", $"The Secret has another key of all revisions than {others} ConfigDrives were made with. {Costs}");
                break;
        }

        return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    public void Dispose() => keeper.Dispose();

    private async Task InspectAsync(CancellationToken cancellationToken)
    {
        var found = await secret.FindAsync(cancellationToken);
        if (found is null)
        {
            await PutBackAsync(cancellationToken);
            return;
        }

        using var present = secret.Read(found);
        if (present.Id == opened.Key?.Id)
        {
            await secret.MarkAsync(found, cancellationToken);
            return;
        }

        Log.StartsOver(logger, secret.Name, opened.Key is null ? "a key again" : "another key");
        startOver();
    }

    private async Task PutBackAsync(CancellationToken cancellationToken)
    {
        if (opened.Key is { } key)
        {
            await secret.CreateAsync(key.Bytes, cancellationToken);
            Tell(EventType.Warning, Reasons.RevisionKeyDeleted, "Create", "Somebody deleted the Secret with the key of all revisions: it was put back with the same key, and nothing is lost");
        }
    }

    private void Tell(EventType type, string reason, string action, string message)
    {
        Log.Told(logger, type is EventType.Warning ? LogLevel.Warning : LogLevel.Information, secret.Name, reason, message);
        events.Record(new V1Secret { Metadata = new V1ObjectMeta { Namespace = secret.Name.Namespace, Name = secret.Name.Name } }, type, reason, action, message);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Message = "Secret {Secret}: {Reason}: {Message}")]
        public static partial void Told(ILogger logger, LogLevel level, NamespacedName secret, string reason, string message);

        [LoggerMessage(2, LogLevel.Warning, "Secret {Secret} has {What}: the operator starts over with it")]
        public static partial void StartsOver(ILogger logger, NamespacedName secret, string what);

        [LoggerMessage(3, LogLevel.Warning, "Secret {Secret} cannot be checked or put back: {Failure}")]
        public static partial void NotChecked(ILogger logger, NamespacedName secret, string failure);
    }
}
