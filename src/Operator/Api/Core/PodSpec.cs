namespace ConfigDrive.Operator.Api.Core;

/// <summary>What a pod runs, and where.</summary>
public sealed record PodSpec
{
    /// <summary><c>Never</c>, <c>OnFailure</c> or <c>Always</c>.</summary>
    public string? RestartPolicy { get; init; }

    /// <summary>Seconds after which it is ended.</summary>
    public long? ActiveDeadlineSeconds { get; init; }

    /// <summary>Seconds that it gets to end by itself.</summary>
    public long? TerminationGracePeriodSeconds { get; init; }

    /// <summary>Whether it gets a token for the API server.</summary>
    public bool? AutomountServiceAccountToken { get; init; }

    /// <summary>Whether it gets the environment variables of all services.</summary>
    public bool? EnableServiceLinks { get; init; }

    /// <summary>Where it runs; absent until it is scheduled.</summary>
    public string? NodeName { get; init; }

    /// <summary>What its processes may do.</summary>
    public PodSecurityContext? SecurityContext { get; init; }

    /// <summary>Secrets with which to pull its image.</summary>
    public IReadOnlyList<LocalObjectReference>? ImagePullSecrets { get; init; }

    /// <summary>Labels that the node must have.</summary>
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    /// <summary>Rules about nodes.</summary>
    public Affinity? Affinity { get; init; }

    /// <summary>Taints that it bears.</summary>
    public IReadOnlyList<Toleration>? Tolerations { get; init; }

    /// <summary>The containers.</summary>
    public IReadOnlyList<Container> Containers { get => field ?? []; init; }

    /// <summary>The volumes that they see.</summary>
    public IReadOnlyList<PodVolume> Volumes { get => field ?? []; init; }
}
