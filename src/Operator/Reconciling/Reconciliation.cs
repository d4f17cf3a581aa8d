using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.KubeVirt;

namespace ConfigDrive.Operator.Reconciling;

/// <summary>One run over one ConfigDrive: what was found so far, and the status as it will be written.</summary>
/// <param name="drive">The ConfigDrive as it was when the run began.</param>
/// <param name="held">The status of an earlier run that was not written yet.</param>
internal sealed class Reconciliation(V1Alpha1ConfigDrive drive, ConfigDriveStatus? held = null)
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
    public List<Notice> Notices { get; } = [];

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
