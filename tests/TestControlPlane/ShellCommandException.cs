using System.Diagnostics;

namespace ConfigDrive.TestControlPlane;

/// <summary>A program ended with a status other than 0.</summary>
public sealed class ShellCommandException(ProcessStartInfo command, int exitCode, string errorOutput)
    : Exception($"{command.FileName} {string.Join(' ', command.ArgumentList)}: exit status {exitCode}: {errorOutput}")
{
    /// <summary>What the program ended with; never 0.</summary>
    public int ExitCode => exitCode;

    /// <summary>What the program wrote on its standard error.</summary>
    public string ErrorOutput => errorOutput;
}
