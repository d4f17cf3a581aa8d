namespace ConfigDrive.Kubernetes.Caching;

/// <summary>What the host and the controllers need of an informer, whatever its type.</summary>
public interface IInformer
{
    /// <summary>What it holds, for messages: <c>secrets</c>, <c>virtualmachines.kubevirt.io</c>.</summary>
    string Name { get; }

    /// <summary>Whether the store has held everything at least once, or the server does not serve the type.</summary>
    bool HasSynced { get; }

    /// <summary>Completes when <see cref="HasSynced"/> becomes true.</summary>
    Task WaitForSyncAsync(CancellationToken cancellationToken);

    /// <summary>Keeps the store up to date until cancelled.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
