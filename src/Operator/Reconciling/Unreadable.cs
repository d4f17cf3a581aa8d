using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Caching;

namespace ConfigDrive.Operator.Reconciling;

/// <summary>Tells what is not there from what is there but cannot be read: only the former lets anything be taken away.</summary>
internal static class Unreadable
{
    /// <summary>What to do about an object that the cache did not show; <c>null</c> when it was found, or is gone for sure.</summary>
    public static StepResult? Check<T>(Informer<T> informer, string kind, NamespacedName name, T? found)
        where T : class, IKubernetesObject =>
        found is not null || informer.Store.IsAbsent(name)
            ? null
            : StepResult.Waiting(
                Reasons.ObjectUnreadable,
                $"""{kind} "{name.Name}" does not fit what the operator knows of it, at {informer.Store.FindUnreadable(name)?.Fault ?? "$"}: correct it; """
                + "the operator goes on at once");
}
