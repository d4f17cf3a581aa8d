using ConfigDrive.Operator.Attachment;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Operator.Rendering;

/// <summary>Renders the image of a ConfigDrive. Where passwords are not delivered to VirtualMachines, they stay on the drive.</summary>
internal sealed class DriveRenderer(ClusterCache cluster, SourceReader sources, ClassReader classes, RevisionKey key, ContentDefaults defaults, bool delivers = false)
{
    private readonly LargeRenders large = new();

    /// <summary>Which Secrets are read.</summary>
    public SecretAccess Access => sources.Access;

    /// <summary>As <c>status.revisionKeyID</c>.</summary>
    public string RevisionKeyID => key.Id;

    /// <summary>The digest of the inputs as the caches know them; no request is made.</summary>
    public string InputsOf(ReconcileContext context)
    {
        var @namespace = context.Drive.Metadata.Namespace ?? "";
        var versions = SourceObjects.NamedBy(context.Drive.Spec).Select(source => SourceVersion.Read(source, cluster.Find(@namespace, source)?.Metadata));
        return InputsDigest.Compute(context, context.Status.Password, versions, key);
    }

    /// <summary>Reads the sources, and what the class names as it is now, resolves the content, and builds the image.</summary>
    /// <exception cref="MissingSourceException">A Secret, a ConfigMap or a key of one is missing.</exception>
    /// <exception cref="ClassFaultException">Something is wrong with the class.</exception>
    /// <exception cref="InvalidContentException">Something cannot be put on a drive.</exception>
    /// <exception cref="RenderLaterException">The drive cannot be made now, but in a moment.</exception>
    public async Task<RenderedDrive> RenderAsync(ReconcileContext context, CancellationToken cancellationToken)
    {
        var given = context.Class.Class;
        context.Complete(given?.Spec.Defaults);
        var (classContent, classInputs) = await classes.ReadAsync(given, cancellationToken);
        var read = await sources.ReadAsync(context.Drive, new ContentSize(defaults.MaxDriveBytes, large, context), cancellationToken);
        var wanted = context.Drive.Spec.Password;
        var passwordDigest = delivers ? DigestOfPassword(context, read.Contents) : null;
        var former = context.OtherKey is null ? context.Status.Password : PasswordDelivery.Redigest(context.Status.Password, passwordDigest);
        var password = delivers ? PasswordDelivery.Offer(former, wanted, passwordDigest) : null;
        var isDue = delivers ? PasswordDelivery.IsDue(wanted, password) : wanted is not null;

        read = read with { Class = classContent, Drive = ReconcileContext.Completed(read.Drive, given?.Spec.Defaults) };
        var content = Resolve(context, read, isDue);
        var blank = DriveImage.Build(content, defaults.MaxDriveBytes);
        var digest = key.RevisionOf(blank);
        var revision = NameOf(context, digest);
        if (password is not null && wanted is not null)
        {
            password = isDue
                ? PasswordDelivery.Carry(password, revision)
                : password with { RevisionWithPassword = RevisionWithPassword(context, read, password, passwordDigest, revision) };
        }

        var image = RevisionField.Mark(blank, revision);
        return new RenderedDrive(
            image,
            content.VolumeLabel,
            revision,
            key.Id,
            digest == revision ? null : digest,
            InputsDigest.Compute(context, password, read.Versions, key),
            classInputs,
            key.DigestOf(Encoding.UTF8.GetBytes($"instance\n{content.Metadata.InstanceID}")),
            password);
    }

    private DriveContent Resolve(ReconcileContext context, ReadSources read, bool isPasswordDue) => DriveContent.Resolve(new DriveInputs
    {
        ConfigDrive = read.Drive,
        VirtualMachine = context.VirtualMachine,
        VirtualMachineInstance = LastKnownInstance(context),
        NodeZone = context.Status.Placement?.Zone,
        NamespaceUid = read.NamespaceUid,
        Sources = read.Contents,
        Defaults = defaults,
        Class = read.Class,
        PasswordDue = isPasswordDue,
    });

    // A revision keeps its name while its image is the same, also when the key is another one since.
    private static string NameOf(ReconcileContext context, string digest)
    {
        var former = context.OtherKey is { } other ? other.StoredDigest : context.Status.Revision is { } revision ? context.Status.DigestOf(revision) : null;
        return digest == former ? context.Status.Revision! : digest;
    }

    private string? RevisionWithPassword(ReconcileContext context, ReadSources read, PasswordStatus password, string? passwordDigest, string revision)
    {
        if (password.Digest is null || password.Digest != passwordDigest)
        {
            return null;
        }

        if (revision == context.Status.Revision && password.RevisionWithPassword is { } same)
        {
            return same;
        }

        try
        {
            return NameOf(context, key.RevisionOf(DriveImage.Build(Resolve(context, read, isPasswordDue: true), defaults.MaxDriveBytes)));
        }
        catch (InvalidContentException)
        {
            // The user data now keeps a password from the guest, which matters only while one is due.
            return null;
        }
    }

    // While the VirtualMachine is stopped, its drive keeps the name of the node where it ran: a stop must not make a new revision.
    private static V1VirtualMachineInstance? LastKnownInstance(ReconcileContext context) =>
        context.Status.Placement is { } placement ? new V1VirtualMachineInstance { Status = new() { NodeName = placement.NodeName } } : null;

    private string? DigestOfPassword(ReconcileContext context, SourceContents contents)
    {
        if (context.Drive.Spec.Password?.SecretKeyRef is not { } selector
            || contents.Read(SourceKind.Secret, selector with { Optional = true }, "spec.password.secretKeyRef") is not { } value)
        {
            return null;
        }

        // The UID keeps equal passwords of different ConfigDrives from having equal digests. The same password for another user is another
        // delivery, as it is to the guest.
        var given = context.Drive.Spec.Password;
        var whose = given is { User: null, Hashed: false } ? "" : $"{given.User} {given.Hashed}\n";
        return key.DigestOf([.. Encoding.UTF8.GetBytes($"password\n{context.Drive.Metadata.Uid}\n{whose}"), .. value.Span]);
    }
}
