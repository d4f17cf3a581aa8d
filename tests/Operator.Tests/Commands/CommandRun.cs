using ConfigDrive.Operator.Commands;

namespace ConfigDrive.Operator.Tests.Commands;

/// <summary>One run of the program in this process.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    public static async Task<CommandRun> WithInputAsync(string input, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await new CommandLine(new StringReader(input), output, error, () => Stream.Null).RunAsync(arguments);
        return new CommandRun(exitCode, output.ToString(), error.ToString());
    }

    public static Task<CommandRun> OfAsync(params string[] arguments) => WithInputAsync("", arguments);
}
