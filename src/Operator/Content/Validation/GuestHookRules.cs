using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content.Validation;

/// <summary>Rules for what a guest is told of itself, and for the hook that it runs.</summary>
internal static class GuestHookRules
{
    public static IEnumerable<FieldError> Check(ConfigDriveSpec spec) =>
    [
        .. spec.InstanceIdentity is { } identity ? FieldRules.Defined(identity, "spec.instanceIdentity") : [],
        .. spec.GuestHook is { } hook ? Hook(spec, hook, "spec.guestHook") : [],
    ];

    private static IEnumerable<FieldError> Hook(ConfigDriveSpec spec, GuestHook hook, string field)
    {
        if (hook is GuestHook.None)
        {
            return [];
        }

        return FieldRules.Defined(hook, field) switch
        {
            var undefined when undefined.Any() => undefined,
            _ when spec.GuestOS is GuestOS.Windows =>
                [new FieldError(field, "is for Linux guests with cloud-init, and spec.guestOS is Windows: set None, or remove it")],
            _ when !spec.CanCarryGuestHook =>
                [new FieldError(field, "is carried by vendor data, which the CloudStack layout lacks: add OpenStack or NoCloud to spec.layouts, or set None")],
            _ => [],
        };
    }
}
