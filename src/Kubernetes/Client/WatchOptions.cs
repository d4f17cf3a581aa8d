namespace ConfigDrive.Kubernetes.Client;

/// <summary>Which changes to watch.</summary>
public sealed record WatchOptions
{
    /// <summary>Namespace; null means all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Labels that the objects must have.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Fields that the objects must have.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>The version after which changes are wanted.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>After how long the server shall end the watch.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(290);

    /// <summary>
    /// Wants the present objects first, as <c>ADDED</c> events that end with a bookmark (a streaming list). A server that does not offer it answers 422.
    /// </summary>
    public bool SendInitialEvents { get; init; }
}
