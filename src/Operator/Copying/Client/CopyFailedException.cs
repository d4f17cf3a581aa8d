namespace ConfigDrive.Operator.Copying.Client;

/// <summary>The copy failed for a reason that another attempt would not change.</summary>
/// <param name="message">What is wrong and what to do, in one line without secrets.</param>
/// <param name="cause">Where it came from.</param>
internal sealed class CopyFailedException(string message, Exception? cause = null) : Exception(message, cause);
