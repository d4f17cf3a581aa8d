using System.Globalization;
using System.Text.Json.Nodes;

namespace ConfigDrive.KubeVirtDouble;

/// <summary>Applies a JSON patch (RFC 6902) as an API server does: all operations, or none.</summary>
public static class JsonPatchDocument
{
    /// <summary>The document after the patch.</summary>
    /// <exception cref="JsonPatchException">An operation does not apply.</exception>
    public static JsonObject Apply(JsonObject document, JsonArray operations)
    {
        var changed = (JsonObject)document.DeepClone();
        foreach (var operation in operations)
        {
            Apply(changed, (string)operation!["op"]!, (string)operation["path"]!, operation["value"]);
        }

        return changed;
    }

    private static void Apply(JsonObject document, string operation, string path, JsonNode? value)
    {
        var names = path.Split('/')[1..].Select(name => name.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
        JsonNode? parent = document;
        foreach (var name in names[..^1])
        {
            parent = Child(parent, name);
        }

        if (operation == "test")
        {
            if (!JsonNode.DeepEquals(Child(parent, names[^1]), value))
            {
                throw new JsonPatchException($"testing value {path} failed");
            }

            return;
        }

        Change(parent ?? throw new JsonPatchException($"{operation} operation does not apply: {path} has no parent"), operation, names[^1], value?.DeepClone());
    }

    private static JsonNode? Child(JsonNode? parent, string name) => parent switch
    {
        JsonObject fields => fields[name],
        JsonArray items when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < items.Count => items[index],
        _ => null,
    };

    private static void Change(JsonNode parent, string operation, string name, JsonNode? value)
    {
        switch (parent, operation)
        {
            case (JsonObject fields, "remove") when fields.Remove(name):
                break;
            case (JsonObject fields, "add"):
                fields[name] = value;
                break;
            case (JsonObject fields, "replace") when fields.ContainsKey(name):
                fields[name] = value;
                break;
            case (JsonArray items, "add") when name == "-":
                items.Add(value);
                break;
            case (JsonArray items, _) when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < items.Count + (operation == "add" ? 1 : 0):
                ChangeAt(items, operation, index, value);
                break;
            default:
                throw new JsonPatchException($"{operation} operation does not apply: {name} is missing");
        }
    }

    private static void ChangeAt(JsonArray items, string operation, int index, JsonNode? value)
    {
        if (operation is "remove" or "replace")
        {
            items.RemoveAt(index);
        }

        if (operation is "add" or "replace")
        {
            items.Insert(index, value);
        }
    }
}
