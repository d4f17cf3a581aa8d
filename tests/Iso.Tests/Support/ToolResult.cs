namespace ConfigDrive.Iso.Tests.Support;

/// <summary>What a program that ran to its end left behind.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    public ToolResult Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
        return this;
    }

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
