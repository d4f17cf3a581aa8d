using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.CopyEndpoint;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Revisions;
using ConfigDrive.Operator.Steps;

namespace ConfigDrive.Operator;

/// <summary>The parts of the pipeline that only an operator with copy pods has: those behind the library.</summary>
internal sealed class PrimaryPipeline
{
    public PrimaryPipeline(
        OperatorSettings settings,
        CopyPodSettings pods,
        CopyService copying,
        string operatorNamespace,
        KubernetesClient client,
        ClaimCache cluster,
        SecondaryStore library,
        VerifiedFiles seals,
        RevisionKey key,
        TimeProvider time)
    {
        Store = new PrimaryStore(client, cluster, time);
        var live = new LiveReferences(client);
        var maker = new CopyPodMaker(
            pods, () => new CopySource(path => settings.Copy.UrlOf(path, operatorNamespace), copying.AuthoritiesPem), new PlacementFinder(client));
        CopyToPrimary = new CopyToPrimary(
            Store, new ClaimNaming(Store.Claims), maker, new CopyVerification(library, key), live, seals, settings.Primary, time);
        Reclaim = new LibraryReclaim(Store);
        ReclaimLibrary = new ReclaimLibrary(Reclaim, library, seals);
        Sweep = new Sweep(Store, live, time);
        Removal = new PrimaryRemoval(Store, live);
    }

    /// <summary>The claims and copy pods.</summary>
    public PrimaryStore Store { get; }

    /// <summary>Fills a claim.</summary>
    public IStep CopyToPrimary { get; }

    /// <summary>Tells which drives the library may do without.</summary>
    public LibraryReclaim Reclaim { get; }

    /// <summary>Takes those out of the library.</summary>
    public IStep ReclaimLibrary { get; }

    /// <summary>Deletes claims that nobody names any more.</summary>
    public IStep Sweep { get; }

    /// <summary>Deletes what a deleted ConfigDrive had.</summary>
    public PrimaryRemoval Removal { get; }
}
