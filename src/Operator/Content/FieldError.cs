namespace ConfigDrive.Operator.Content;

/// <summary>A field that breaks a rule.</summary>
/// <param name="Field">Path of the field, for example <c>spec.files[0].path</c>.</param>
/// <param name="Message">What is wrong and what to do. Never a value from a Secret.</param>
internal sealed record FieldError(string Field, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Field}: {Message}";
}
