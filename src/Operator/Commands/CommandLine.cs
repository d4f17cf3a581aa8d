using System.CommandLine;

namespace ConfigDrive.Operator.Commands;

/// <summary>The commands with standard streams and exit statuses. An error is one line on standard error; an image goes to the bytes of standard output.</summary>
internal sealed class CommandLine(TextReader input, TextWriter output, TextWriter error, Func<Stream> openBytes)
{
    public const int Failed = 1;

    /// <summary>Wrong use or invalid input.</summary>
    public const int WrongUse = 2;

    // Longer than the operator takes to stop in order; after it System.CommandLine ends the process, whatever it is doing.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(40);

    /// <summary>Runs one command and returns its exit status: 0, <see cref="Failed"/> or <see cref="WrongUse"/>.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var root = new RootCommand("Config drives for KubeVirt virtual machines")
        {
            RunCommand.Create(),
            RenderCommand.Create(input, openBytes),
            InspectCommand.Create(),
            ImportCommand.Create(input),
            ShowCommand.Create(input),
            CopyCommand.Create(),
            CrdsCommand.Create(),
        };
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            return await FailAsync($"{string.Join(" ", parsed.Errors.Select(each => WithoutType(each.Message)))} See --help.", WrongUse);
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = StopTimeout,
            });
        }
        catch (InvalidInputException exception)
        {
            return await FailAsync(exception.Message, WrongUse);
        }
#pragma warning disable CA1031 // The outermost place: a failure is reported in one line, not as a stack trace.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return await FailAsync(exception is OperationCanceledException ? "Stopped by a signal before it was done." : exception.Message, Failed);
        }
    }

    private async Task<int> FailAsync(string message, int exitCode)
    {
        await error.WriteLineAsync(TerminalText.OneLine(message));
        return exitCode;
    }

    // "Cannot parse argument 'x' for option '--y' as expected type 'System.Boolean'."
    private static string WithoutType(string message) =>
        message.IndexOf(" as expected type ", StringComparison.Ordinal) is > 0 and var end ? $"{message[..end]}." : message;
}

/// <summary>The user's input cannot be used: exit status 2. The message names the file and the field, what is wrong and what to do.</summary>
internal sealed class InvalidInputException(string message) : Exception(message);
