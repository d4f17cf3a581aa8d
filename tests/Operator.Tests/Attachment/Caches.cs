using System.Text.Json.Nodes;
using ConfigDrive.KubeVirtDouble;

namespace ConfigDrive.Operator.Tests.Attachment;

/// <summary>The machine as the operator's caches show it: as it was when the watches last brought something.</summary>
internal sealed class Caches(Machine machine)
{
    public JsonObject VirtualMachine { get; private set; } = Copy(machine.VirtualMachine);

    public JsonObject? Instance { get; private set; }

    public IReadOnlyList<JsonObject> Migrations { get; private set; } = [];

    /// <summary>Whether the present instance is known, and known to move.</summary>
    public bool ShowMigration => Migrations.Any(migration => MigrationController.PhaseOf(migration) is not ("Succeeded" or "Failed"))
        && Instance is { } seen && (string?)seen["metadata"]!["uid"] == (string?)machine.Instance?["metadata"]!["uid"];

    /// <summary>Watches bring what is new.</summary>
    public void Refresh(CacheParts parts)
    {
        VirtualMachine = parts.HasFlag(CacheParts.VirtualMachine) ? Copy(machine.VirtualMachine) : VirtualMachine;
        Migrations = parts.HasFlag(CacheParts.Migrations) ? [.. machine.Migrations.Select(Copy)] : Migrations;
        if (parts.HasFlag(CacheParts.Instance))
        {
            Instance = machine.Instance is { } instance ? Copy(instance) : null;
        }
    }

    private static JsonObject Copy(JsonObject document) => (JsonObject)document.DeepClone();
}

/// <summary>What an operator watches; each watch is late or not by itself.</summary>
[Flags]
internal enum CacheParts
{
    None = 0,
    VirtualMachine = 1,
    Instance = 2,
    Migrations = 4,
    All = VirtualMachine | Instance | Migrations,
}
