using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.Core;

namespace ConfigDrive.Operator.Storage.Primary;

/// <summary>Everything that decides what is to be done next so that a claim holds a revision.</summary>
internal sealed record CopyState
{
    /// <summary>The ConfigDrive.</summary>
    public required V1Alpha1ConfigDrive Drive { get; init; }

    /// <summary>What is wanted.</summary>
    public required ClaimRequest Wanted { get; init; }

    /// <summary>The claim of the wanted name, whoever made it.</summary>
    public V1PersistentVolumeClaim? Claim { get; init; }

    /// <summary>Claims of the ConfigDrive that were never filled, are not the wanted one, and that nobody names.</summary>
    public IReadOnlyList<V1PersistentVolumeClaim> Leftovers { get; init; } = [];

    /// <summary>Copy pods of the ConfigDrive.</summary>
    public IReadOnlyList<V1Pod> Pods { get; init; } = [];

    /// <summary>Whether an instance that is not over uses the wanted claim.</summary>
    public bool IsClaimInUse { get; init; }

    /// <summary>Whether the copy pod's digest is the one that the image in the library gives; <c>null</c> while nobody has looked.</summary>
    public bool? DigestMatches { get; init; }

    /// <summary>The storage classes of the cluster.</summary>
    public IReadOnlyList<V1StorageClass> StorageClasses { get; init; } = [];

    /// <summary>The time.</summary>
    public required DateTimeOffset Now { get; init; }
}
