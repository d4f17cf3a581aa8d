using ConfigDrive.Kubernetes.Caching;

namespace ConfigDrive.Kubernetes.Controllers;

/// <summary>Which changes matter. An object that comes or goes always does.</summary>
public static class Predicates
{
    /// <summary>
    /// The desired state changed, or deletion was asked for; changes of the status alone are passed over. Somebody who wipes the status goes unnoticed.
    /// </summary>
    public static bool GenerationChanged<T>(Change<T> change)
        where T : class, IKubernetesObject => IsNewOrGone(change)
        || change.Old!.Metadata.Generation != change.New!.Metadata.Generation
        || change.Old.Metadata.DeletionTimestamp is null != change.New.Metadata.DeletionTimestamp is null;

    /// <summary>The labels changed.</summary>
    public static bool LabelsChanged<T>(Change<T> change)
        where T : class, IKubernetesObject => IsNewOrGone(change) || !Same(change.Old!.Metadata.Labels, change.New!.Metadata.Labels);

    /// <summary>The annotations changed.</summary>
    public static bool AnnotationsChanged<T>(Change<T> change)
        where T : class, IKubernetesObject => IsNewOrGone(change) || !Same(change.Old!.Metadata.Annotations, change.New!.Metadata.Annotations);

    /// <summary>At least one of them says so.</summary>
    public static Func<Change<T>, bool> Or<T>(params IReadOnlyList<Func<Change<T>, bool>> predicates)
        where T : class, IKubernetesObject => change => predicates.Any(predicate => predicate(change));

    /// <summary>All of them say so.</summary>
    public static Func<Change<T>, bool> And<T>(params IReadOnlyList<Func<Change<T>, bool>> predicates)
        where T : class, IKubernetesObject => change => predicates.All(predicate => predicate(change));

    /// <summary>It says the opposite.</summary>
    public static Func<Change<T>, bool> Not<T>(Func<Change<T>, bool> predicate)
        where T : class, IKubernetesObject => change => !predicate(change);

    private static bool IsNewOrGone<T>(Change<T> change)
        where T : class, IKubernetesObject => change.Old is null || change.New is null;

    private static bool Same(Dictionary<string, string>? left, Dictionary<string, string>? right) =>
        (left?.Count ?? 0) == (right?.Count ?? 0)
        && (left is null || left.All(pair => right!.TryGetValue(pair.Key, out var value) && value == pair.Value));
}
