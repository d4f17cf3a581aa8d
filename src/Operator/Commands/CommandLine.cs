using System.CommandLine;

namespace ConfigDrive.Operator.Commands;

/// <summary>The program as its user sees it: commands, standard streams and exit statuses.</summary>
/// <param name="input">Standard input.</param>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error: one line when something is wrong.</param>
internal sealed class CommandLine(TextReader input, TextWriter output, TextWriter error)
{
    /// <summary>Exit status: it failed.</summary>
    public const int Failed = 1;

    /// <summary>Exit status: wrong use or invalid input.</summary>
    public const int WrongUse = 2;

    /// <summary>Runs one command and returns its exit status: 0, <see cref="Failed"/> or <see cref="WrongUse"/>.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var root = new RootCommand("Config drives for KubeVirt virtual machines")
        {
            RunCommand.Create(),
            RenderCommand.Create(input),
            InspectCommand.Create(),
            CopyCommand.Create(),
            CrdsCommand.Create(),
        };
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            return await FailAsync($"{string.Join(" ", parsed.Errors.Select(each => each.Message))} See --help.", WrongUse);
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        catch (InvalidInputException exception)
        {
            return await FailAsync(exception.Message, WrongUse);
        }
#pragma warning disable CA1031 // The outermost place: whatever went wrong is told in one line, not as a stack trace.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return await FailAsync(exception.Message, Failed);
        }
    }

    private async Task<int> FailAsync(string message, int exitCode)
    {
        await error.WriteLineAsync(string.Join(' ', message.Split((char[])['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)));
        return exitCode;
    }
}

/// <summary>The user's input cannot be used: exit status 2, and the message is the one line on standard error.</summary>
/// <param name="message">Names the file and the field, what is wrong and what to do.</param>
internal sealed class InvalidInputException(string message) : Exception(message);
