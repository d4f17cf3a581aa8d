using System.Text.RegularExpressions;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content.Validation;

/// <summary>Rules for the password.</summary>
internal static partial class PasswordRules
{
    // cloudbaseinit/metadata/services/baseopenstackservice.py, get_admin_password: meta.admin_pass is taken before admin_pass.
    private const string AdminPass = "admin_pass";

    public static IEnumerable<FieldError> Check(ConfigDriveSpec spec, string field)
    {
        if (spec.Password is not { } password)
        {
            return [];
        }

        return password.SecretKeyRef is null
            ? [new FieldError($"{field}.secretKeyRef", "is missing: name the Secret and the key that hold the password")]
            :
            [
                .. SourceRules.Check(password.SecretKeyRef, $"{field}.secretKeyRef"),
                .. FieldRules.Defined(password.Lifetime, $"{field}.lifetime"),
                .. User(spec, password.User, $"{field}.user"),
                .. password.Hashed ? Hashed(spec, $"{field}.hashed") : [],
                .. spec.Metadata.Extra.ContainsKey(AdminPass)
                    ? [new FieldError(
                        $"spec.metadata.extra[{AdminPass}]",
                        $"is what cloudbase-init takes for the password before it looks for that of {field}: remove one of the two")]
                    : Array.Empty<FieldError>(),
            ];
    }

    private static IEnumerable<FieldError> User(ConfigDriveSpec spec, string? user, string field)
    {
        if (user is null)
        {
            yield break;
        }

        foreach (var error in FieldRules.Match(
            user, field, UserName(), "the name of a user: at most 32 lower-case letters, digits, hyphens and underscores, the first no digit or hyphen"))
        {
            yield return error;
        }

        if (!spec.CanCarryGuestHook)
        {
            yield return new FieldError(
                field,
                "reaches only a Linux guest with cloud-init, by the layouts OpenStack and NoCloud; others set the password of the user that they are made for: "
                + "add one of these to spec.layouts, or remove it");
        }
    }

    // cloud-init takes few kinds of hash, CloudStack's scripts and cloudbase-init take none: only the hook sets them all.
    private static IEnumerable<FieldError> Hashed(ConfigDriveSpec spec, string field)
    {
        if (spec.GuestOS is GuestOS.Windows)
        {
            yield return new FieldError(field, "cannot be true with spec.guestOS: Windows, which sets no hashes: give the password in clear");
        }
        else if (spec.EffectiveGuestHook is GuestHook.None)
        {
            yield return new FieldError(
                field,
                "needs a guest hook, by which alone a hash is set: set spec.guestHook: EachStart, with OpenStack or NoCloud among spec.layouts, "
                + "or give the password in clear");
        }
    }

    [GeneratedRegex(@"^[a-z_][a-z0-9_-]{0,31}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UserName();
}
