using ConfigDrive.Kubernetes.Client;

namespace ConfigDrive.Operator.Certificates;

/// <summary>Looks after something on the API server, at once and then again and again. A failure is told once, until it is another or is over.</summary>
/// <param name="look">Looks once.</param>
/// <param name="interval">How long to wait in between.</param>
/// <param name="tell">Told of failures.</param>
/// <param name="time">The clock.</param>
internal sealed class Upkeep(Func<CancellationToken, Task> look, TimeSpan interval, Action<string> tell, TimeProvider time)
{
    private string? lastFailure;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await LookAsync(cancellationToken);
                await Task.Delay(interval, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The regular end.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await look(cancellationToken);
            lastFailure = null;
        }
        catch (Exception exception)
            when (exception is KubernetesException or HttpRequestException or TimeoutException or IOException or InvalidDataException)
        {
            if (exception.Message != lastFailure)
            {
                tell(lastFailure = exception.Message);
            }
        }
    }
}
