using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Reconciling;

/// <summary>Makes the image of a ConfigDrive from what the cluster holds now.</summary>
internal sealed class DriveRenderer(Cluster cluster, SourceReader sources, RevisionKey key, ContentDefaults defaults)
{
    /// <summary>The digest of the inputs as the caches know them; no request is made.</summary>
    public string InputsOf(Reconciliation run)
    {
        var @namespace = run.Drive.Metadata.Namespace ?? "";
        var versions = SourceObjects.Of(run.Drive.Spec).Select(source => SourceVersion.Of(source, cluster.Find(@namespace, source)?.Metadata));
        return InputsDigest.Of(run, ZoneOf(run), defaults, versions, key);
    }

    /// <summary>Reads the sources, resolves the content, and lays the image out.</summary>
    /// <exception cref="MissingSourceException">A Secret, a ConfigMap or a key of one is missing.</exception>
    /// <exception cref="InvalidContentException">Something cannot stand on a drive.</exception>
    public async Task<RenderedDrive> RenderAsync(Reconciliation run, CancellationToken cancellationToken)
    {
        var read = await sources.ReadAsync(run.Drive, cancellationToken);
        var zone = ZoneOf(run);
        var content = DriveContent.Resolve(new DriveInputs
        {
            ConfigDrive = run.Drive,
            VirtualMachine = run.VirtualMachine,
            VirtualMachineInstance = run.VirtualMachineInstance,
            NodeZone = zone,
            NamespaceUid = read.NamespaceUid,
            Sources = read.Contents,
            Defaults = defaults,
            PasswordDue = run.Drive.Spec.Password is not null,
        });
        var image = DriveImage.Lay(content);
        return new RenderedDrive(image, content.VolumeLabel, key.RevisionOf(image), InputsDigest.Of(run, zone, defaults, read.Versions, key));
    }

    private string? ZoneOf(Reconciliation run) => cluster.ZoneOf(run.VirtualMachineInstance?.Status?.NodeName);
}
