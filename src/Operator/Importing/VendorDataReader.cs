using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Content.Layouts;

namespace ConfigDrive.Operator.Importing;

/// <summary>Reads vendor data: of others as cloud-init does, and of this operator without what it adds itself.</summary>
internal static class VendorDataReader
{
    /// <summary>
    /// The texts of a <c>vendor_data.json</c> that cloud-init processes (cloudinit/sources/__init__.py, <c>convert_vendordata</c>): the whole if it is a text or a list,
    /// else what is below <c>cloud-init</c>.
    /// </summary>
    /// <param name="json">The whole file.</param>
    /// <param name="left">Names of the keys that cloud-init does not read.</param>
    public static IReadOnlyList<string> TextsOf(JsonNode? json, out IReadOnlyList<string> left)
    {
        left = json is JsonObject fields ? [.. fields.Select(field => field.Key).Where(key => key != "cloud-init")] : [];
        return ((json is JsonObject found ? found["cloud-init"] : json) switch
        {
            JsonArray list => list.AsEnumerable(),
            var only => [only],
        }).Select(TextOf).OfType<string>().ToList();
    }

    /// <summary>The texts of a NoCloud <c>vendor-data</c>: those of a message as this operator writes it, else the one text.</summary>
    public static IReadOnlyList<string> TextsOf(string text) => text.Length == 0 ? [] : MultipartMessage.Parts(text) ?? [text];

    /// <summary>
    /// What the user gave, and what comes after the operator's own parts, which are left out: the password's cloud-config and the guest hook.
    /// </summary>
    public static (IReadOnlyList<string> First, IReadOnlyList<string> Second, bool HasHook) WithoutOwn(IReadOnlyList<string> texts, ImportedPassword? password)
    {
        var passwordPart = password is null
            ? null
            : VendorDataParts.CloudConfigOf(new GuestPassword(password.Text, "", password.IsHash, password.User));
        var hook = texts.Index().Where(each => VendorDataParts.IsHook(each.Item)).Select(each => (int?)each.Index).FirstOrDefault();
        var own = hook ?? texts.Index().Where(each => each.Item == passwordPart).Select(each => (int?)each.Index).FirstOrDefault();
        return own is { } split
            ? (Foreign(texts.Take(split)), Foreign(texts.Skip(split)), hook is not null)
            : (texts, [], false);

        IReadOnlyList<string> Foreign(IEnumerable<string> some) => [.. some.Where(text => !VendorDataParts.IsHook(text) && text != passwordPart)];
    }

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
