using System.CommandLine;

namespace ConfigDrive.Operator.Tests.Commands;

/// <summary>
/// The text of <c>--help</c>: which flags there are, and their defaults. After a wanted change: run with <c>UPDATE_GOLDEN</c> set to the folder
/// <c>tests/Operator.Tests/Golden</c>, and review the difference.
/// </summary>
public sealed class HelpTests
{
    [Theory]
    [InlineData("root")]
    [InlineData("run", "run")]
    [InlineData("render", "render")]
    [InlineData("inspect", "inspect")]
    [InlineData("show", "show")]
    [InlineData("import", "import")]
    [InlineData("import-iso", "import", "iso")]
    [InlineData("import-vm", "import", "vm")]
    [InlineData("copy", "copy")]
    [InlineData("crds", "crds")]
    public async Task Help_OfACommand_IsTheGoldenOne(string name, params string[] command)
    {
        var run = await CommandRun.OfAsync([.. command, "--help"]);

        var help = run.Output.Replace(RootCommand.ExecutableName, "configdrive-operator", StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is { Length: > 0 } folder)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "help", $"{name}.txt"), help, TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Golden", "help", $"{name}.txt"), TestContext.Current.CancellationToken), help);
    }
}
