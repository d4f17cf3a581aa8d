using ConfigDrive.Operator.Content.Json;

namespace ConfigDrive.Operator.Content.OpenStack;

/// <summary>
/// <c>vendor_data.json</c>: an object whose <c>cloud-init</c> is a text, or a list of texts that cloud-init merges in order
/// (cloudinit/sources/__init__.py,
/// <c>convert_vendordata</c>).
/// </summary>
internal static class VendorData
{
    /// <summary>The bytes of the file, or <c>null</c> when there is nothing to say.</summary>
    public static ReadOnlyMemory<byte>? Write(DriveContent content) => Write([.. VendorDataParts.Of(content)]);

    /// <summary>The bytes of <c>vendor_data2.json</c>, which cloud-init merges over the other, or <c>null</c> when there is nothing to say.</summary>
    public static ReadOnlyMemory<byte>? Write2(DriveContent content) => content.VendorData2 is { } vendorData ? Write([vendorData]) : null;

    private static ReadOnlyMemory<byte>? Write(string[] parts)
    {
        if (parts.Length == 0)
        {
            return null;
        }

        return JsonText.Write(parts, static (json, parts) =>
        {
            json.WriteStartObject();
            if (parts is [var only])
            {
                json.WriteText("cloud-init", only);
            }
            else
            {
                json.WriteStartArray("cloud-init");
                foreach (var part in parts)
                {
                    json.WriteTextValue(part);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        });
    }
}
