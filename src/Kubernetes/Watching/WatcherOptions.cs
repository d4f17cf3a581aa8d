namespace ConfigDrive.Kubernetes.Watching;

/// <summary>What to watch, and how.</summary>
public sealed record WatcherOptions
{
    /// <summary>Namespace; null means all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Labels that the objects must have.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Fields that the objects must have.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Objects on a page of the list.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>After how long the server shall end a watch.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(290);

    /// <summary>How much longer we wait for that before we take the connection for dead.</summary>
    public TimeSpan TimeoutMargin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether to ask for a streaming list first; a server that does not offer it gets an ordinary one.</summary>
    public bool StreamingLists { get; init; } = true;
}
