namespace ConfigDrive.Operator.Tests.Attachment;

/// <summary>The operator's process ends at once.</summary>
internal sealed class Crash : OperationCanceledException;
