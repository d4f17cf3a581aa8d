using Microsoft.Extensions.Logging;

namespace ConfigDrive.Kubernetes.Tests.Leadership;

/// <summary>A line on standard output for whatever is logged.</summary>
internal sealed class StandardOutputLogger : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Console.WriteLine(formatter(state, exception));
}
