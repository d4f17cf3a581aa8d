using ConfigDrive.Iso;
using ConfigDrive.Kubernetes.Events;
using ConfigDrive.Kubernetes;
using ConfigDrive.Operator.Api.KubeVirt;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Pipeline;

/// <summary>One run over one ConfigDrive: what was found so far, and the status as it will be written.</summary>
/// <param name="drive">The ConfigDrive as it was when the run began.</param>
/// <param name="held">The status of an earlier run that was not written yet.</param>
internal sealed class ReconcileContext(V1Alpha1ConfigDrive drive, ConfigDriveStatus? held = null)
{
    /// <summary>The ConfigDrive as it was when the run began.</summary>
    public V1Alpha1ConfigDrive Drive { get; } = drive;

    /// <summary>The status as it will be written; steps replace it.</summary>
    public ConfigDriveStatus Status { get; set; } = held ?? drive.Status ?? new ConfigDriveStatus();

    /// <summary>The VirtualMachine, once it was found.</summary>
    public V1VirtualMachine VirtualMachine
    {
        get => field ?? throw new InvalidOperationException("The VirtualMachine is read before it was found.");
        set;
    }

    /// <summary>Its running instance, when there is one.</summary>
    public V1VirtualMachineInstance? VirtualMachineInstance { get; set; }

    /// <summary>The image, when this run had to make it.</summary>
    public RenderedDrive? Rendered { get; private set; }

    /// <summary>What users should learn by an event once the status is written.</summary>
    public List<PendingEvent> Notices { get; } = [];

    /// <summary>Whether the user asked for a full re-check that was not made yet.</summary>
    public bool IsRecheckRequested => RequestedAt is not null && RequestedAt != Status.LastHandledReconcileAt;

    /// <summary>Value of the annotation that asks for a full re-check.</summary>
    public string? RequestedAt => Drive.Metadata.Annotations?.TryGetValue(Annotations.ReconcileRequestedAt, out var value) is true ? value : null;

    /// <summary>Takes an image that was just made for the one that is wanted.</summary>
    public RenderedDrive Take(RenderedDrive rendered)
    {
        Rendered = rendered;
        Status = Status with { Revision = rendered.Revision, Inputs = rendered.Inputs, Instance = rendered.Instance, Password = rendered.Password };
        return rendered;
    }
}

/// <summary>Something that a user would ask about: becomes an event on the ConfigDrive.</summary>
/// <param name="Type">Normal or Warning.</param>
/// <param name="Reason">Reason, UpperCamelCase.</param>
/// <param name="Action">What the operator was doing, UpperCamelCase.</param>
/// <param name="Message">Text for people; never a value of a Secret.</param>
/// <param name="Also">A second object that gets the same event, such as the VirtualMachine.</param>
internal sealed record PendingEvent(EventType Type, string Reason, string Action, string Message, IKubernetesObject? Also = null);

/// <summary>An image made from inputs.</summary>
/// <param name="Image">The image, with the revision on it; writes the same bytes each time.</param>
/// <param name="VolumeLabel">Its volume label.</param>
/// <param name="Revision">Keyed digest of its bytes, those apart where the revision stands.</param>
/// <param name="Inputs">Keyed digest of the identities and versions of what was read.</param>
/// <param name="Instance">Keyed digest of the instance ID on it.</param>
/// <param name="Password">How far the password is delivered, now that its Secret was read.</param>
internal sealed record RenderedDrive(IsoImage Image, string VolumeLabel, string Revision, string Inputs, string Instance, PasswordStatus? Password);
