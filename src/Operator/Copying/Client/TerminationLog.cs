namespace ConfigDrive.Operator.Copying.Client;

/// <summary>The file in which a container leaves its last words for the status of its pod.</summary>
internal sealed class TerminationLog(string? path)
{
    /// <summary>The file that was named; else the kubelet's own, where there is one.</summary>
    public static TerminationLog At(string? named) => new(named ?? (File.Exists(CopyProtocol.TerminationLog) ? CopyProtocol.TerminationLog : null));

    /// <summary>Whether there is such a file.</summary>
    public bool Exists => path is not null;

    /// <summary>Leaves a text there, in place of what was there.</summary>
    public Task WriteAsync(string text) => path is null ? Task.CompletedTask : File.WriteAllTextAsync(path, text);
}
