using System.Runtime.CompilerServices;

namespace ConfigDrive.TestControlPlane;

/// <summary>Waits for what will be true soon, and fails with what was seen last.</summary>
public static class Eventually
{
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    /// <summary>Reads <paramref name="observe"/> again and again until <paramref name="condition"/> holds, and returns that value.</summary>
    /// <param name="observe">Reads the world. An exception counts as "not yet".</param>
    /// <param name="condition">What is waited for.</param>
    /// <param name="cancellationToken">Ends the wait early, as when the test is cut off.</param>
    /// <param name="within">The deadline; a minute when absent, enough for a machine that does much else.</param>
    /// <param name="timeProvider">The clock of the deadline and the interval; the system's when absent.</param>
    /// <param name="expression">The condition as it stands in the test; the compiler fills it in.</param>
    /// <exception cref="TimeoutException">The deadline passed. The message holds the condition and the last value or exception.</exception>
    public static async Task<T> TrueAsync<T>(
        Func<Task<T>> observe,
        Func<T, bool> condition,
        CancellationToken cancellationToken,
        TimeSpan? within = null,
        TimeProvider? timeProvider = null,
        [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        var clock = timeProvider ?? TimeProvider.System;
        var deadline = within ?? DefaultDeadline;
        var start = clock.GetTimestamp();
        while (true)
        {
            object? last;
            var begin = clock.GetTimestamp();
            try
            {
                var value = await observe();
                if (condition(value))
                {
                    return value;
                }

                last = value;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                last = e;
            }

            if (clock.GetElapsedTime(start) >= deadline)
            {
                throw new TimeoutException($"Not true within {deadline.TotalSeconds} s: {expression}. Last observed: {last ?? "null"}", last as Exception);
            }

            // What is waited for shares the machine with who looks at it.
            var took = clock.GetElapsedTime(begin);
            await Task.Delay(took > Interval ? took : Interval, clock, cancellationToken);
        }
    }

    /// <inheritdoc cref="TrueAsync{T}(Func{Task{T}}, Func{T, bool}, CancellationToken, TimeSpan?, TimeProvider?, string)"/>
    public static Task<T> TrueAsync<T>(
        Func<T> observe,
        Func<T, bool> condition,
        CancellationToken cancellationToken,
        TimeSpan? within = null,
        TimeProvider? timeProvider = null,
        [CallerArgumentExpression(nameof(condition))] string expression = "") =>
        TrueAsync(() => Task.FromResult(observe()), condition, cancellationToken, within, timeProvider, expression);
}
