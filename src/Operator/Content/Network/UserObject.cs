namespace ConfigDrive.Operator.Content.Network;

/// <summary>
/// An object in a document that a user wrote, and where it is, for messages; these never show a value, which may be a Secret's. A property that is
/// <c>null</c> counts as absent, since Nova writes some, but for lists.
/// </summary>
/// <param name="properties">The object, which is changed in its place.</param>
/// <param name="field">The field of the ConfigDrive that has the document.</param>
/// <param name="path">What is before a property's name in its path: nothing, or <c>links[0].</c></param>
/// <param name="hint">What to do about a value of another type.</param>
internal sealed class UserObject(JsonObject properties, string field, string path, string hint)
{
    /// <summary>The names of the properties that are there, <c>null</c> or not.</summary>
    public IEnumerable<string> Names => properties.Select(property => property.Key);

    public bool Has(string name) => properties[name] is not null;

    public JsonNode? Find(string name) => properties[name];

    public void Set(string name, string text) => properties[name] = text;

    public InvalidContentException Invalid(string name, string rule) => new(field, $"{path}{name} {rule}");

    public InvalidContentException Invalid(string rule) => new(field, path.Length == 0 ? rule : $"{path.TrimEnd('.')} {rule}");

    /// <exception cref="InvalidContentException">It is absent, or not a text.</exception>
    public string Text(string name) => OptionalText(name) ?? throw Invalid(name, $"is missing or not a text: {hint}");

    /// <exception cref="InvalidContentException">It is there, and not a text.</exception>
    public string? OptionalText(string name) => properties[name] switch
    {
        null => null,
        JsonValue text when text.TryGetValue<string>(out var given) => given,
        _ => throw Invalid(name, $"is missing or not a text: {hint}"),
    };

    /// <exception cref="InvalidContentException">It is there, and not a whole number within the bounds.</exception>
    public int? OptionalInteger(string name, int least, int most) => properties[name] switch
    {
        null => null,
        JsonValue number when number.TryGetValue<int>(out var given) && given >= least && given <= most => given,
        _ => throw Invalid(name, $"must be a whole number, {least} to {most}, without quotes"),
    };

    /// <summary>The objects of a list; none when it is absent.</summary>
    /// <exception cref="InvalidContentException">It is something else.</exception>
    public IReadOnlyList<UserObject> Items(string name) => List(name, "objects")
        .Select((item, index) => new UserObject(item as JsonObject ?? throw NotAList(name, "objects"), field, $"{path}{name}[{index}].", hint))
        .ToList();

    /// <summary>The texts of a list; none when it is absent.</summary>
    /// <exception cref="InvalidContentException">It is something else.</exception>
    public IReadOnlyList<string> Texts(string name) => List(name, "texts")
        .Select(item => item is JsonValue text && text.TryGetValue<string>(out var given) ? given : throw NotAList(name, "texts"))
        .ToList();

    /// <summary>The objects in an object, by name; none when it is absent.</summary>
    /// <exception cref="InvalidContentException">It is something else.</exception>
    public IReadOnlyList<(string Name, UserObject Value)> Objects(string name) => !properties.TryGetPropertyValue(name, out var found) ? []
        : [.. (found as JsonObject ?? throw NotObjects(name)).Select((each, index) =>
            (each.Key, new UserObject(each.Value as JsonObject ?? throw NotObjects(name), field, $"{path}{name}[{index}].", hint)))];

    /// <summary>An object; an empty one when it is absent.</summary>
    /// <exception cref="InvalidContentException">It is something else.</exception>
    public UserObject Object(string name) => new(
        properties.TryGetPropertyValue(name, out var found) ? found as JsonObject ?? throw NotObjects(name) : [], field, $"{path}{name}.", hint);

    private JsonArray List(string name, string things) =>
        !properties.TryGetPropertyValue(name, out var list) ? [] : list as JsonArray ?? throw NotAList(name, things);

    private InvalidContentException NotObjects(string name) => Invalid(name, $"is missing, or not a mapping as it must be: {hint}");

    private InvalidContentException NotAList(string name, string things) => Invalid(name, $"is not a list of {things}: {hint}");
}
