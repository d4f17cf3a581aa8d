using System.Globalization;
using System.Text.Json.Nodes;

namespace ConfigDrive.KubeVirtDouble;

/// <summary>
/// One VirtualMachine with its instance and migrations, as JSON, and what KubeVirt and the node remember of them. The controllers act on it one
/// small step at a time, in any order, as those of KubeVirt do.
/// </summary>
public sealed class Machine
{
    /// <summary>The VirtualMachine.</summary>
    public required JsonObject VirtualMachine { get; set; }

    /// <summary>Its instance; null while it is stopped.</summary>
    public JsonObject? Instance { get; set; }

    /// <summary>Migrations of its instances, the oldest first.</summary>
    public List<JsonObject> Migrations { get; init; } = [];

    /// <summary>What KubeVirt is set to.</summary>
    public KubeVirtSettings Settings { get; set; } = new();

    /// <summary>How a claim is found by the nodes.</summary>
    public required Func<string, ClaimState> Claims { get; init; }

    /// <summary>Whether an attachment pod, by its name, runs, and so has its claim mounted. Where no node runs pods they do at once.</summary>
    public Func<string, bool> IsPodReady { get; init; } = _ => true;

    /// <summary>Whether an attachment pod, by its name, is no longer there. Where no node runs pods they go at once.</summary>
    public Func<string, bool> IsPodGone { get; init; } = _ => true;

    /// <summary>Access modes of a claim.</summary>
    public Func<string, IReadOnlyList<string>> AccessModes { get; init; } = _ => ["ReadWriteMany"];

    /// <summary>The clock.</summary>
    public Func<DateTimeOffset> Now { get; init; } = () => DateTimeOffset.UnixEpoch;

    /// <summary>Whether the guest keeps the tray of its drives locked, as one does that has mounted the medium.</summary>
    public bool IsTrayHeld { get; set; }

    /// <summary>Whether the guest writes to its memory faster than a migration copies it, which goes on until that is over.</summary>
    public bool IsMemoryBusy { get; set; }

    /// <summary>The template by which the present instance was made, as KubeVirt keeps it in a ControllerRevision.</summary>
    public JsonObject? StartedSpec { get; set; }

    /// <summary>Whether volumes were changed while a migration was under way.</summary>
    public bool WasChangedDuringMigration { get; set; }

    /// <summary>How many migrations failed because volumes were changed meanwhile, or were on their way.</summary>
    public int BrokenMigrations { get; set; }

    /// <summary>How often KubeVirt refused its own attempt to plug a CD-ROM drive.</summary>
    public int RefusedPlugs { get; set; }

    /// <summary>What every instance that ran started with.</summary>
    public List<Start> Starts { get; init; } = [];

    /// <summary>Phase of the instance; empty when there is none.</summary>
    public string Phase => (string?)Instance?["status"]?["phase"] ?? "";

    /// <summary>Whether the instance is on its way out.</summary>
    public bool IsEnding => Instance?["metadata"]?["deletionTimestamp"] is not null || Phase is "Succeeded" or "Failed";

    /// <summary>Whether a migration has neither succeeded nor failed.</summary>
    public bool IsMigrating => Migrations.Exists(migration => MigrationController.PhaseOf(migration) is not ("Succeeded" or "Failed"));

    /// <summary>The time as the API writes it.</summary>
    public string Timestamp => Now().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The status of a volume of the instance.</summary>
    public JsonObject? VolumeStatus(string name) => Instance?.Part("status").List("volumeStatus").Named(name);
}
