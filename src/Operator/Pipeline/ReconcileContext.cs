using ConfigDrive.Iso.Writing;
using ConfigDrive.Kubernetes.Events;

namespace ConfigDrive.Operator.Pipeline;

/// <summary>One run over one ConfigDrive: what was found so far, and the status as it will be written.</summary>
/// <param name="drive">The ConfigDrive as it was when the run began.</param>
/// <param name="deferred">The status of an earlier run that is not written yet.</param>
internal sealed class ReconcileContext(V1Alpha1ConfigDrive drive, ConfigDriveStatus? deferred = null)
{
    /// <summary>The ConfigDrive as it was when the run began.</summary>
    public V1Alpha1ConfigDrive Drive { get; } = drive;

    /// <summary>The status as it will be written; steps replace it.</summary>
    public ConfigDriveStatus Status { get; set; } = deferred ?? drive.Status ?? new ConfigDriveStatus();

    /// <summary>
    /// The VirtualMachine as the caches show it, or as a step has written it since. An empty object until a step has found it: see
    /// <see cref="HasVirtualMachine"/>.
    /// </summary>
    public V1VirtualMachine VirtualMachine { get; set; } = new();

    /// <summary>Its instance, when there is one.</summary>
    public V1VirtualMachineInstance? VirtualMachineInstance { get; set; }

    /// <summary>The image, when this run had to make it.</summary>
    public RenderedDrive? Rendered { get; private set; }

    /// <summary>What users should learn by an event once the status is written.</summary>
    public List<PendingEvent> Events { get; } = [];

    /// <summary>Whether the VirtualMachine was found.</summary>
    public bool HasVirtualMachine => VirtualMachine.Metadata.Uid is not null;

    /// <summary>Whether the user asked for a full re-check that was not made yet.</summary>
    public bool IsRecheckRequested => RequestedAt is not null && RequestedAt != Status.LastHandledReconcileAt;

    /// <summary>Value of the annotation that asks for a full re-check.</summary>
    public string? RequestedAt => Drive.Metadata.Annotations?.GetValueOrDefault(Annotations.ReconcileRequestedAt);

    /// <summary>Takes an image that was just made for the one that is wanted.</summary>
    public RenderedDrive Take(RenderedDrive rendered)
    {
        Rendered = rendered;
        Status = Status with { Revision = rendered.Revision, Inputs = rendered.Inputs, Instance = rendered.Instance, Password = rendered.Password };
        return rendered;
    }
}

/// <summary>An image made from inputs.</summary>
/// <param name="Image">The image, with the revision on it; writes the same bytes each time.</param>
/// <param name="VolumeLabel">Its volume label.</param>
/// <param name="Revision">Keyed digest of its bytes, those apart where the revision stands.</param>
/// <param name="Inputs">Keyed digest of the identities and versions of what was read.</param>
/// <param name="Instance">Keyed digest of the instance ID on it.</param>
/// <param name="Password">How far the password is delivered, now that its Secret was read.</param>
internal sealed record RenderedDrive(IsoImage Image, string VolumeLabel, string Revision, string Inputs, string Instance, PasswordStatus? Password);

/// <summary>Something that a user would ask about: an event on the ConfigDrive once the status is written.</summary>
/// <param name="Type">Normal or Warning.</param>
/// <param name="Reason">Reason, UpperCamelCase.</param>
/// <param name="Action">What the operator was doing, UpperCamelCase.</param>
/// <param name="Message">Text for people; never a value of a Secret.</param>
/// <param name="AlsoOn">A second object that gets the same event, such as the VirtualMachine.</param>
internal sealed record PendingEvent(EventType Type, string Reason, string Action, string Message, IKubernetesObject? AlsoOn = null);
