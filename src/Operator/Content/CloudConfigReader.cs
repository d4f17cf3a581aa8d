using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ConfigDrive.Operator.Content;

/// <summary>Reads a cloud-config. Of two equal keys the last counts, as to Python's parser.</summary>
internal sealed class CloudConfigReader(YamlCursor cursor)
{
    // The kinds of parts that we write (cloudinit/handlers/__init__.py, INCLUSION_TYPES_MAP).
    private static readonly string[] OurHandlers = ["text/cloud-boothook", "text/x-shellscript", "text/cloud-config"];

    /// <summary>What the text says; nothing when it is not one mapping.</summary>
    public CloudConfig Read()
    {
        var found = CloudConfig.Unknown;
        return cursor.TryReadDocument(key => found = ReadEntry(key, found)) ? found : CloudConfig.Unknown;
    }

    private CloudConfig ReadEntry(string? key, CloudConfig found)
    {
        switch (key)
        {
            case "vendor_data":
                return found with { DisablesVendorData = ReadVendorData() };
            case "users":
                return found with { HasUsers = true, HasDefaultUser = ReadUsers() };
            case "user":
                return found with { NamesDefaultUser = IsTrueToPython() };
            case "password":
                cursor.Skip();
                return found with { HasPassword = true };
            case "chpasswd":
                return found with { HasChpasswd = true, ChpasswdHidesPassword = ReadChpasswd() };
            default:
                cursor.Skip();
                return found;
        }
    }

    // cloud-init takes anything that is not a mapping, even null, for disabled.
    private bool ReadVendorData()
    {
        var (isOff, namesOurs) = (false, false);
        var isMapping = cursor.TryReadMapping(key =>
        {
            switch (key)
            {
                case "enabled":
                    isOff = cursor.Skip() is not AnchorAlias and var enabled && !IsTrue(enabled);
                    break;
                case "disabled_handlers":
                    namesOurs = ReadNames().Any(name => OurHandlers.Contains(name, StringComparer.Ordinal));
                    break;
                default:
                    cursor.Skip();
                    break;
            }
        });
        return isMapping ? isOff || namesOurs : cursor.Skip() is not AnchorAlias;
    }

    // A list of texts and mappings; older forms are a text with commas and a mapping by name.
    private bool ReadUsers()
    {
        var hasDefault = false;
        var isMapping = cursor.TryReadMapping(key =>
        {
            var user = cursor.Skip();
            hasDefault |= key == "default" && (user is AnchorAlias or MappingStart || IsTrue(user));
        });
        if (!isMapping)
        {
            cursor.ReadItems(() => hasDefault |= IsDefaultUser());
        }

        return hasDefault;
    }

    // A mapping without name means the default user.
    private bool IsDefaultUser()
    {
        var isDefault = true;
        var isMapping = cursor.TryReadMapping(key =>
        {
            var value = cursor.Skip();
            isDefault = key == "name" ? value is AnchorAlias or Scalar { Value: "default" } : isDefault;
        });
        return isMapping ? isDefault : ReadNames(ifAlias: "default").Contains("default", StringComparer.Ordinal);
    }

    private bool ReadChpasswd()
    {
        var (hasUsers, hasList) = (false, false);
        var isMapping = cursor.TryReadMapping(key =>
        {
            var isTrue = IsTrueToPython();
            hasUsers = key == "users" ? isTrue : hasUsers;
            hasList = key == "list" ? isTrue : hasList;
        });
        return isMapping ? hasUsers || hasList : cursor.Skip() is not AnchorAlias;
    }

    /// <summary>The texts of a text with commas, or of a list of such.</summary>
    private List<string> ReadNames(string? ifAlias = null)
    {
        var names = new List<string>();
        cursor.ReadItems(() =>
        {
            var value = cursor.Skip();
            var text = value is AnchorAlias ? ifAlias : (value as Scalar)?.Value;
            names.AddRange((text ?? "").Split(',', StringSplitOptions.TrimEntries));
        });
        return names;
    }

    // Whether the next value, which is skipped, is true to Python; an alias is unknown.
    private bool IsTrueToPython()
    {
        if (cursor.IsAtSequence)
        {
            var hasItems = false;
            cursor.ReadItems(() =>
            {
                cursor.Skip();
                hasItems = true;
            });
            return hasItems;
        }

        return cursor.Skip() switch
        {
            Scalar scalar => scalar.Value.Length > 0 && !(scalar.Style is ScalarStyle.Plain && IsNothing(scalar.Value)),
            var value => value is not AnchorAlias,
        };
    }

    // cloudinit/util.py, is_true, of the text before it became a boolean: each spelling of a YAML 1.1 boolean that is true is among these.
    private static bool IsTrue(ParsingEvent value) => value is Scalar scalar && scalar.Value.Trim().ToUpperInvariant() is "TRUE" or "1" or "ON" or "YES";

    private static bool IsNothing(string text) => text is "~" or "0" || text.ToUpperInvariant() is "NULL" or "FALSE" or "NO" or "OFF";
}
