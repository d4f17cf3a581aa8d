using System.Security.Cryptography;
using ConfigDrive.Iso.Writing;
using ConfigDrive.Kubernetes.Events;

namespace ConfigDrive.Operator.Pipeline;

/// <summary>One run over one ConfigDrive: what was found so far, and the status as it will be written.</summary>
internal sealed class ReconcileContext
{
    private const int LongestRequest = 64;

    private readonly V1Alpha1ConfigDrive given;

    public ReconcileContext(V1Alpha1ConfigDrive drive, ConfigDriveStatus? deferred = null)
    {
        given = drive;
        Status = deferred ?? drive.Status ?? new ConfigDriveStatus();
        Drive = drive;
        Complete(Status.ClassDefaults);
    }

    /// <summary>The ConfigDrive as it was when the run began, completed by the defaults of its class.</summary>
    public V1Alpha1ConfigDrive Drive { get; private set; }

    /// <summary>The status as it will be written; steps replace it.</summary>
    public ConfigDriveStatus Status { get; set; }

    /// <summary>The class as it is now.</summary>
    public ClassChoice Class { get; set; } = new(Class: null);

    /// <summary>As <c>status.classInputs</c> of that class, by the caches; one look at them decides for the whole run.</summary>
    public string? ClassInputs { get; set; }

    /// <summary>
    /// How long the drive stays with the class as it was, whose defaults are in <see cref="Drive"/>; <see cref="Timeout.InfiniteTimeSpan"/> until
    /// something else changes; <c>null</c> when it takes the class as it is.
    /// </summary>
    public TimeSpan? ClassDelay { get; set; }

    /// <summary>
    /// The VirtualMachine as the caches show it, or as a step has written it since; an empty object until a step has found it
    /// (<see cref="HasVirtualMachine"/>).
    /// </summary>
    public V1VirtualMachine VirtualMachine { get; set; } = new();

    public V1VirtualMachineInstance? VirtualMachineInstance { get; set; }

    /// <summary>What is known of a revision that was made under another key than the present one; <c>null</c> when it was made under this one.</summary>
    public OtherKey? OtherKey { get; set; }

    /// <summary>The image, when this run had to make it.</summary>
    public RenderedDrive? Rendered { get; private set; }

    /// <summary>The right to have the image of a large drive in memory; <c>null</c> for an ordinary one.</summary>
    public IDisposable? LargeRender { get; set; }

    /// <summary>What becomes an event once the status is written.</summary>
    public List<PendingEvent> Events { get; } = [];

    public bool HasVirtualMachine => VirtualMachine.Metadata.Uid is not null;

    /// <summary>Whether the user asked for a full check that has not been made yet.</summary>
    public bool IsRecheckRequested => RequestedAt is not null && RequestedAt != Status.LastHandledReconcileAt;

    /// <summary>Value of the annotation that asks for a full check; of one that is too long to repeat, its beginning and a digest.</summary>
    public string? RequestedAt => Drive.Metadata.Annotations?.GetValueOrDefault(Annotations.ReconcileRequestedAt) is not { } value ? null
        : value.Length <= LongestRequest ? value
        : $"{value[..LongestRequest]}… {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))}";

    /// <summary>Uses the defaults of a class in place of those that the drive was made with; <c>null</c> for none.</summary>
    public void Complete(ClassDefaults? defaults) => Drive = Completed(given, defaults);

    /// <summary>A ConfigDrive with the defaults of a class where its spec is silent.</summary>
    public static V1Alpha1ConfigDrive Completed(V1Alpha1ConfigDrive drive, ClassDefaults? defaults) =>
        defaults is null ? drive : drive with { Spec = drive.Spec.CompletedBy(defaults) };

    /// <summary>Ends the need for the image, which may be large.</summary>
    public void ReleaseImage()
    {
        Rendered = null;
        LargeRender?.Dispose();
    }

    /// <summary>Makes an image that was just rendered the wanted one.</summary>
    public RenderedDrive Take(RenderedDrive rendered)
    {
        Rendered = rendered;
        ClassDelay = null;
        OtherKey = null;
        Status = Status with
        {
            Revision = rendered.Revision,
            RevisionKeyID = rendered.RevisionKeyID,
            Digest = rendered.Digest,
            Inputs = rendered.Inputs,
            ClassName = Class.Class?.Metadata.Name,
            ClassGeneration = Class.Class?.Metadata.Generation,
            ClassInputs = rendered.ClassInputs,
            ClassDefaults = Class.Class?.Spec.Defaults,
            Instance = rendered.Instance,
            Password = rendered.Password,
        };
        return rendered;
    }
}

/// <summary>An image made from inputs.</summary>
/// <param name="Image">The image, with the revision on it; writes the same bytes each time.</param>
/// <param name="VolumeLabel">As on the image.</param>
/// <param name="Revision">Keyed digest of its bytes except those of the revision itself; the former revision while the bytes are the same.</param>
/// <param name="RevisionKeyID">As <c>status.revisionKeyID</c>.</param>
/// <param name="Digest">As <c>status.digest</c>.</param>
/// <param name="Inputs">As <c>status.inputs</c>.</param>
/// <param name="ClassInputs">As <c>status.classInputs</c>.</param>
/// <param name="Instance">As <c>status.instance</c>.</param>
/// <param name="Password">As <c>status.password</c>, now that the Secret was read.</param>
internal sealed record RenderedDrive(
    IsoImage Image, string VolumeLabel, string Revision, string RevisionKeyID, string? Digest, string Inputs, string ClassInputs, string Instance, PasswordStatus? Password);

/// <summary>A revision that was made under another key.</summary>
/// <param name="StoredDigest">Digest of its image in the library under the present key; <c>null</c> when the library does not have it.</param>
internal sealed record OtherKey(string? StoredDigest);

/// <summary>An event on the ConfigDrive, and on a second object if there is one, once the status is written. Never with a value of a Secret.</summary>
internal sealed record PendingEvent(EventType Type, string Reason, string Action, string Message, IKubernetesObject? AlsoOn = null);
