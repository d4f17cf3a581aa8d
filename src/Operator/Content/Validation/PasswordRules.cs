using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content.Validation;

/// <summary>Rules for the password.</summary>
internal static class PasswordRules
{
    public static IEnumerable<FieldError> Check(Password? password, string field)
    {
        if (password is null)
        {
            return [];
        }

        return password.SecretKeyRef is null
            ? [new FieldError($"{field}.secretKeyRef", "is missing: name the Secret and the key that hold the password")]
            : [.. SourceRules.Check(password.SecretKeyRef, $"{field}.secretKeyRef"), .. FieldRules.Defined(password.Lifetime, $"{field}.lifetime")];
    }
}
