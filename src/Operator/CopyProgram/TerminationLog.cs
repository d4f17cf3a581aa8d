using ConfigDrive.Operator.Copying;

namespace ConfigDrive.Operator.CopyProgram;

/// <summary>The file whose content the kubelet puts into the status of the pod when the container ends.</summary>
internal sealed class TerminationLog(string? path)
{
    /// <summary>The file that was named; else the kubelet's own, where there is one.</summary>
    public static TerminationLog At(string? named) => new(named ?? (File.Exists(CopyProtocol.TerminationLog) ? CopyProtocol.TerminationLog : null));

    public bool Exists => path is not null;

    /// <summary>Replaces the content of the file.</summary>
    /// <exception cref="CopyException">It cannot be written.</exception>
    public async Task WriteAsync(string text)
    {
        try
        {
            await File.WriteAllTextAsync(path!, text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CopyException($"--termination-log: {exception.Message}", exception);
        }
    }

    /// <summary>The same, where failing to do so would hide what matters more.</summary>
    public async Task TryWriteAsync(string text)
    {
        try
        {
            await (Exists ? WriteAsync(text) : Task.CompletedTask);
        }
        catch (CopyException)
        {
            // The text is a failure, and is on standard error too.
        }
    }
}
