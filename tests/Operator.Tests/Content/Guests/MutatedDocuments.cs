using System.Text.Json.Nodes;

namespace ConfigDrive.Operator.Tests.Content.Guests;

/// <summary>
/// Good documents and what becomes of them when somebody errs, or writes a thing otherwise: a property is gone, <c>null</c>, of another type, another's or new;
/// an item is gone or there twice. The same ones each time.
/// </summary>
internal sealed class MutatedDocuments(IReadOnlyList<string> good, IReadOnlyList<string> values, IReadOnlyList<string> names)
{
    private readonly Random random = new(22);

    public IReadOnlyList<string> Take(int count) => [.. good.Concat(Enumerable.Range(0, count).Select(index => Mutated(good[index % good.Count])))];

    private string Mutated(string text)
    {
        var document = JsonNode.Parse(text)!;
        for (var count = random.Next(1, 3); count > 0; count--)
        {
            Mutate(document);
        }

        return document.ToJsonString();
    }

    private void Mutate(JsonNode document)
    {
        var parents = Below(document).Where(node => node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 }).ToList();
        if (parents.Count == 0)
        {
            return;
        }

        var parent = parents[random.Next(parents.Count)];
        if (parent is JsonArray items)
        {
            var index = random.Next(items.Count);
            switch (random.Next(4))
            {
                case 0:
                    items.RemoveAt(index);
                    break;
                case 1:
                    items.Add(items[index]?.DeepClone());
                    break;
                case 2:
                    items[index] = null;
                    break;
                default:
                    items[index] = Value();
                    break;
            }

            return;
        }

        var properties = parent.AsObject();
        var name = properties.Select(property => property.Key).ElementAt(random.Next(properties.Count));
        switch (random.Next(6))
        {
            case 0:
                properties.Remove(name);
                break;
            case 1:
                properties[name] = null;
                break;
            case 2:
                properties[names[random.Next(names.Count)]] = Value();
                break;
            default:
                properties[name] = Value();
                break;
        }
    }

    private JsonNode? Value() => JsonNode.Parse(values[random.Next(values.Count)]);

    private static IEnumerable<JsonNode> Below(JsonNode node) => (node switch
    {
        JsonObject properties => properties.Select(property => property.Value),
        JsonArray items => items,
        _ => [],
    }).OfType<JsonNode>().SelectMany(Below).Prepend(node);
}
