using System.Text.Json.Nodes;

namespace ConfigDrive.KubeVirtDouble;

/// <summary>The parts of KubeVirt's objects, as JSON, that its controllers deal with.</summary>
public static class Documents
{
    /// <summary>The object under a name, made when it is missing.</summary>
    public static JsonObject Part(this JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject part)
        {
            parent[name] = part = [];
        }

        return part;
    }

    /// <summary>The list under a name, made when it is missing.</summary>
    public static JsonArray List(this JsonObject parent, string name)
    {
        if (parent[name] is not JsonArray list)
        {
            parent[name] = list = [];
        }

        return list;
    }

    /// <summary>The spec of the template of a VirtualMachine.</summary>
    public static JsonObject TemplateSpec(this JsonObject virtualMachine) => virtualMachine.Part("spec").Part("template").Part("spec");

    /// <summary>The volumes of an instance's spec, or of a template's.</summary>
    public static JsonArray Volumes(this JsonObject instanceSpec) => instanceSpec.List("volumes");

    /// <summary>The disks of an instance's spec, or of a template's.</summary>
    public static JsonArray Disks(this JsonObject instanceSpec) => instanceSpec.Part("domain").Part("devices").List("disks");

    /// <summary>The element of a list with a name.</summary>
    public static JsonObject? Named(this JsonArray list, string name) => list.OfType<JsonObject>().FirstOrDefault(element => Name(element) == name);

    /// <summary>Name of an element.</summary>
    public static string Name(this JsonObject element) => (string?)element["name"] ?? "";

    /// <summary>Name of the claim of a volume; null when it is of another kind.</summary>
    public static string? ClaimName(this JsonObject volume) => (string?)volume["persistentVolumeClaim"]?["claimName"];

    /// <summary>Whether a volume can be changed while the guest runs.</summary>
    public static bool IsHotpluggable(this JsonObject volume) => (bool?)volume["persistentVolumeClaim"]?["hotpluggable"] is true;

    /// <summary>Whether a disk is a CD-ROM.</summary>
    public static bool IsCdrom(this JsonObject disk) => disk["cdrom"] is not null;

    /// <summary>Status of a condition; null when it is absent.</summary>
    public static string? Condition(this JsonObject document, string type) =>
        (string?)document.Part("status").List("conditions").OfType<JsonObject>().FirstOrDefault(condition => (string?)condition["type"] == type)?["status"];

    /// <summary>Sets a condition; tells whether that changed anything.</summary>
    public static bool SetCondition(this JsonObject document, string type, string status, string? reason = null, string? message = null)
    {
        // KubeVirt's definition knows no null here.
        var condition = new JsonObject { ["type"] = type, ["status"] = status };
        foreach (var (name, text) in new[] { ("reason", reason), ("message", message) })
        {
            if (text is not null)
            {
                condition[name] = text;
            }
        }

        var conditions = document.Part("status").List("conditions");
        var former = conditions.OfType<JsonObject>().FirstOrDefault(existing => (string?)existing["type"] == type);
        if (JsonNode.DeepEquals(former, condition))
        {
            return false;
        }

        conditions.Remove(former);
        conditions.Add(condition);
        return true;
    }

    /// <summary>Takes a condition away; tells whether it was there.</summary>
    public static bool ClearCondition(this JsonObject document, string type)
    {
        var conditions = document.Part("status").List("conditions");
        return conditions.OfType<JsonObject>().FirstOrDefault(existing => (string?)existing["type"] == type) is { } former && conditions.Remove(former);
    }
}
