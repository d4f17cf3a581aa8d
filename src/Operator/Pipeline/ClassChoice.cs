namespace ConfigDrive.Operator.Pipeline;

/// <summary>Which class a ConfigDrive has.</summary>
/// <param name="Class"><c>null</c> for none.</param>
/// <param name="Fault">Why it cannot be told; the drive keeps what it has then.</param>
internal sealed record ClassChoice(V1Alpha1ConfigDriveClass? Class, StepResult? Fault = null);
