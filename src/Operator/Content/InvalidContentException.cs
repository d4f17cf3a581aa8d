namespace ConfigDrive.Operator.Content;

/// <summary>
/// What a ConfigDrive or its sources say cannot be put on a drive. Trying again does not help; a change of the named field does.
/// </summary>
/// <param name="field">Path of the field, for example <c>spec.files[0].path</c>.</param>
/// <param name="rule">What is wrong and what to do. Never a value from a Secret.</param>
internal sealed class InvalidContentException(string field, string rule) : Exception($"{field}: {rule}")
{
    /// <summary>Path of the field.</summary>
    public string Field { get; } = field;

    /// <summary>What is wrong and what to do.</summary>
    public string Rule { get; } = rule;
}
