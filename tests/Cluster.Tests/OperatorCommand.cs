using System.Diagnostics;

namespace ConfigDrive.Cluster.Tests;

/// <summary>A command of the program, run to its end.</summary>
internal static class OperatorCommand
{
    /// <summary>The program: the published one that CONFIGDRIVE_OPERATOR names, else the one beside the tests.</summary>
    public static string Program { get; } =
        Environment.GetEnvironmentVariable("CONFIGDRIVE_OPERATOR") ?? Path.Combine(AppContext.BaseDirectory, "configdrive-operator");

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
