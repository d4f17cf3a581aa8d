using System.Globalization;
using System.Text.Json.Nodes;
using ConfigDrive.KubeVirtDouble;

namespace ConfigDrive.Operator.Tests.Attachment;

/// <summary>Somebody else who changes the VirtualMachine, or moves it, whenever it may be: between the operator's look and its write, say.</summary>
internal sealed class OtherWriter(World world)
{
    private const string Second = "second";

    private IReadOnlyList<Action> Actions =>
    [
        () => Plug(atEnd: false), () => Plug(atEnd: true), Unplug, ReverseDisks, ReverseVolumes, UseOurClaimToo, TakeOurName,
        world.Migrate, world.Drain,
    ];

    /// <summary>Does one thing or another.</summary>
    public void Act(int number) => Actions[number % Actions.Count]();

    /// <summary>Plugs a disk.</summary>
    public void Plug(bool atEnd) => world.Edit(spec =>
    {
        var name = "data" + spec.Volumes().Count.ToString(CultureInfo.InvariantCulture);
        if (spec.Volumes().Named(name) is null)
        {
            spec.Disks().Insert(atEnd ? spec.Disks().Count : 0, new JsonObject { ["name"] = name, ["disk"] = new JsonObject() });
            spec.Volumes().Insert(atEnd ? spec.Volumes().Count : 0, new JsonObject { ["name"] = name, ["emptyDisk"] = new JsonObject() });
        }
    });

    /// <summary>Gives the disks another order, which is that of booting.</summary>
    public void ReverseDisks() => world.Edit(spec => Reverse(spec.Disks()));

    public void ReverseVolumes() => world.Edit(spec => Reverse(spec.Volumes()));

    /// <summary>Has the medium of our drive in a disk of his own as well, where ours stood.</summary>
    public void UseOurClaimToo() => world.Edit(spec =>
    {
        if (spec.Volumes().Named(Second) is null && spec.Volumes().Named(World.DiskName) is { } ours && ours.ClaimName() is { } claim)
        {
            spec.Disks().Insert(0, new JsonObject { ["name"] = Second, ["disk"] = new JsonObject() });
            var volume = new JsonObject { ["name"] = Second, ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = claim } };
            spec.Volumes().Insert(spec.Volumes().IndexOf(ours), volume);
        }
    });

    /// <summary>Has a disk of his own under the name of ours.</summary>
    public void TakeOurName() => world.Edit(spec =>
    {
        Remove(spec, World.DiskName);
        spec.Disks().Add(new JsonObject { ["name"] = World.DiskName, ["disk"] = new JsonObject() });
        spec.Volumes().Add(new JsonObject { ["name"] = World.DiskName, ["emptyDisk"] = new JsonObject() });
    });

    /// <summary>Takes back what hinders the operator.</summary>
    public void Relent() => world.Edit(spec =>
    {
        Remove(spec, Second);
        if (spec.Disks().Named(World.DiskName)?.IsCdrom() is false)
        {
            Remove(spec, World.DiskName);
        }
    });

    private void Unplug() => world.Edit(spec =>
    {
        if (spec.Disks().OfType<JsonObject>().FirstOrDefault(disk => disk.Name() != World.DiskName) is { } first)
        {
            Remove(spec, first.Name());
        }
    });

    private static void Remove(JsonObject spec, string name)
    {
        spec.Disks().Remove(spec.Disks().Named(name));
        spec.Volumes().Remove(spec.Volumes().Named(name));
    }

    private static void Reverse(JsonArray list)
    {
        for (var index = 1; index < list.Count; index++)
        {
            var element = list[index];
            list.RemoveAt(index);
            list.Insert(0, element);
        }
    }
}
