namespace ConfigDrive.Operator.Commands;

/// <summary>The user's input cannot be used: exit status 2, and the message is the one line on standard error.</summary>
/// <param name="message">Names the file and the field, what is wrong and what to do.</param>
internal sealed class InvalidInputException(string message) : Exception(message);
