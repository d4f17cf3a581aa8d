using System.Security.Cryptography;
using ConfigDrive.Iso.Writing;
using ConfigDrive.Kubernetes.Events;

namespace ConfigDrive.Operator.Pipeline;

/// <summary>One run over one ConfigDrive: what was found so far, and the status as it will be written.</summary>
internal sealed class ReconcileContext(V1Alpha1ConfigDrive drive, ConfigDriveStatus? deferred = null)
{
    private const int LongestRequest = 64;

    /// <summary>The ConfigDrive as it was when the run began.</summary>
    public V1Alpha1ConfigDrive Drive { get; } = drive;

    /// <summary>The status as it will be written; steps replace it.</summary>
    public ConfigDriveStatus Status { get; set; } = deferred ?? drive.Status ?? new ConfigDriveStatus();

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
        OtherKey = null;
        Status = Status with
        {
            Revision = rendered.Revision,
            RevisionKeyID = rendered.RevisionKeyID,
            Digest = rendered.Digest,
            Inputs = rendered.Inputs,
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
/// <param name="Instance">As <c>status.instance</c>.</param>
/// <param name="Password">As <c>status.password</c>, now that the Secret was read.</param>
internal sealed record RenderedDrive(
    IsoImage Image, string VolumeLabel, string Revision, string RevisionKeyID, string? Digest, string Inputs, string Instance, PasswordStatus? Password);

/// <summary>A revision that was made under another key.</summary>
/// <param name="StoredDigest">Digest of its image in the library under the present key; <c>null</c> when the library does not have it.</param>
internal sealed record OtherKey(string? StoredDigest);

/// <summary>An event on the ConfigDrive, and on a second object if there is one, once the status is written. Never with a value of a Secret.</summary>
internal sealed record PendingEvent(EventType Type, string Reason, string Action, string Message, IKubernetesObject? AlsoOn = null);
