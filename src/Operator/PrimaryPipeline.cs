using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Operator.Copying;
using ConfigDrive.Operator.Reconciling;
using ConfigDrive.Operator.Storage;
using ConfigDrive.Operator.Storage.Primary;

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
        PrimaryCluster cluster,
        SecondaryStore library,
        LibrarySeals seals,
        RevisionKey key,
        TimeProvider time)
    {
        Store = new PrimaryStore(client, cluster, time);
        var maker = new CopyPodMaker(
            pods, () => new CopySource(path => settings.Copy.UrlOf(path, operatorNamespace), copying.AuthoritiesPem), new PlacementFinder(client));
        CopyToPrimary = new CopyToPrimary(
            Store, new ClaimChoice(Store.Claims), maker, new CopyVerification(library, key), seals, settings.Primary, time);
    }

    /// <summary>The claims and copy pods.</summary>
    public PrimaryStore Store { get; }

    /// <summary>Fills a claim.</summary>
    public IStep CopyToPrimary { get; }
}
