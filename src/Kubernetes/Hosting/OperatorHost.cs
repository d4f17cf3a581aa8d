using ConfigDrive.Kubernetes.Caching;
using ConfigDrive.Kubernetes.Controllers;
using ConfigDrive.Kubernetes.Leadership;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConfigDrive.Kubernetes.Hosting;

/// <summary>
/// Starts and stops the parts of an operator so that each finds running what it relies on. Start: servers (health), caches, services, and, once this process
/// leads, controllers. Stop: services, controllers, caches, servers; the lease is released last, when nothing can write any more.
/// </summary>
/// <remarks>The order is controller-runtime's (<c>pkg/manager</c>).</remarks>
public sealed partial class OperatorHost : IDisposable
{
    private readonly ILogger logger;
    private readonly TimeProvider timeProvider;
    private readonly CancellationTokenSource ending = new();
    private readonly RunnableGroup servers;
    private readonly RunnableGroup caches;
    private readonly RunnableGroup services;
    private readonly RunnableGroup leaders;
    private readonly List<IInformer> informers = [];
    private LeaseElector? elector;
    private Exception? failure;

    /// <summary>A host without parts.</summary>
    public OperatorHost(ILogger? logger = null, TimeProvider? timeProvider = null)
    {
        this.logger = logger ?? NullLogger.Instance;
        this.timeProvider = timeProvider ?? TimeProvider.System;
        (servers, caches, services, leaders) = (new(Fail), new(Fail), new(Fail), new(Fail));
    }

    /// <summary>How long stopping may take.</summary>
    public TimeSpan GracefulShutdownTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Runs first and stops last: what answers the kubelet.</summary>
    public OperatorHost AddServer(string name, Func<CancellationToken, Task> run) => Add(servers, name, run);

    /// <summary>An informer; services and controllers start when all have synced.</summary>
    public OperatorHost AddInformer(IInformer informer)
    {
        informers.Add(informer);
        return Add(caches, informer.Name, informer.RunAsync);
    }

    /// <summary>Runs beside the informers, from before services and controllers start until they have stopped: the event recorder.</summary>
    public OperatorHost AddInfrastructure(string name, Func<CancellationToken, Task> run) => Add(caches, name, run);

    /// <summary>Runs once the informers have synced, whether or not this process leads.</summary>
    public OperatorHost AddService(string name, Func<CancellationToken, Task> run) => Add(services, name, run);

    /// <summary>Runs while this process leads.</summary>
    public OperatorHost AddController(Controller controller) => AddLeaderService(controller.Name, controller.RunAsync);

    /// <summary>Runs while this process leads.</summary>
    public OperatorHost AddLeaderService(string name, Func<CancellationToken, Task> run) => Add(leaders, name, run);

    /// <summary>Makes controllers run only while this process holds a lease.</summary>
    public OperatorHost UseLeaderElection(LeaseElector leaseElector)
    {
        elector = leaseElector;
        return this;
    }

    /// <summary>Runs until cancelled or until a part fails, and stops in order. Once.</summary>
    /// <exception cref="LeadershipLostException">The lease was lost: no part was waited for, and the process must exit at once.</exception>
    /// <exception cref="InvalidOperationException">A part failed; the others were stopped in order.</exception>
    /// <exception cref="TimeoutException">Stopping took longer than <see cref="GracefulShutdownTimeout"/>; the lease was not released.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(ending.Cancel);
        LeaseTerm? term = null;
        try
        {
            servers.Start();
            caches.Start();
            await Task.WhenAll(informers.Select(informer => informer.WaitForSyncAsync(ending.Token)));
            Log.Synced(logger, informers.Count);
            services.Start();
            term = elector is null ? null : await elector.AcquireAsync(ending.Token);
            leaders.Start();
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, term?.Lost ?? CancellationToken.None);
            await Task.Delay(Timeout.InfiniteTimeSpan, timeProvider, either.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested || term is { IsValid: false })
        {
            // Asked to stop, a part failed, or the lease was lost: distinguished below.
        }

        await StopAsync(term);
        if (failure is not null)
        {
            throw failure;
        }
    }

    public void Dispose()
    {
        Array.ForEach([servers, caches, services, leaders], group => group.Dispose());
        ending.Dispose();
    }

    private OperatorHost Add(RunnableGroup group, string name, Func<CancellationToken, Task> run)
    {
        group.Add(name, run);
        return this;
    }

    private void Fail(Exception exception)
    {
        if (Interlocked.CompareExchange(ref failure, exception, null) is null)
        {
            Log.Failed(logger, exception.Message);
            ending.Cancel();
        }
    }

    private async Task StopAsync(LeaseTerm? term)
    {
        Log.Stopping(logger);
        using var limit = new CancellationTokenSource(GracefulShutdownTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, term?.Lost ?? CancellationToken.None);
        RunnableGroup[] order = [services, leaders, caches, servers];
        try
        {
            foreach (var group in order)
            {
                either.Token.ThrowIfCancellationRequested();
                await group.StopAsync(either.Token);
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            throw term is { Lost.IsCancellationRequested: true }
                ? new LeadershipLostException($"The lease was lost (term {term.Number})")
                : new TimeoutException($"Not stopped within {GracefulShutdownTimeout.TotalSeconds:0} s: {string.Join(", ", order.SelectMany(group => group.Running))}");
        }

        if (term is not null)
        {
            await term.ReleaseAsync();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Synced {Informers} informers")]
        public static partial void Synced(ILogger logger, int informers);

        [LoggerMessage(2, LogLevel.Error, "Stopping because {Failure}")]
        public static partial void Failed(ILogger logger, string failure);

        [LoggerMessage(3, LogLevel.Information, "Stopping")]
        public static partial void Stopping(ILogger logger);
    }
}

/// <summary>Tasks that start together and stop together.</summary>
/// <param name="failed">Called when one of the tasks fails, or ends without being asked to.</param>
internal sealed class RunnableGroup(Action<Exception> failed) : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly List<(string Name, Func<CancellationToken, Task> Run)> runnables = [];
    private List<(string Name, Task Task)> running = [];

    /// <summary>The names of the tasks that have not ended.</summary>
    public IEnumerable<string> Running => running.Where(entry => !entry.Task.IsCompleted).Select(entry => entry.Name);

    public void Add(string name, Func<CancellationToken, Task> run) => runnables.Add((name, run));

    public void Start() => running = [.. runnables.Select(entry => (entry.Name, Task.Run(() => RunAsync(entry.Name, entry.Run))))];

    /// <summary>Asks the tasks to end, and waits until they have or <paramref name="limit"/> is cancelled.</summary>
    public async Task StopAsync(CancellationToken limit)
    {
        await stop.CancelAsync();
        await Task.WhenAll(running.Select(entry => entry.Task)).WaitAsync(limit);
    }

    public void Dispose() => stop.Dispose();

    private async Task RunAsync(string name, Func<CancellationToken, Task> run)
    {
        try
        {
            await run(stop.Token);
            if (!stop.IsCancellationRequested)
            {
                failed(new InvalidOperationException($"{name} ended before it was asked to"));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The regular end.
        }
        catch (Exception exception)
        {
            failed(new InvalidOperationException($"{name} failed: {exception.Message}", exception));
        }
    }
}
