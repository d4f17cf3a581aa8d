using System.ComponentModel;
using System.Diagnostics;

namespace ConfigDrive.Cluster.Tests.Copying;

/// <summary>A program that we did not write, run to its end.</summary>
internal static class Judge
{
    /// <summary>Runs a program, or skips the test where it is missing.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string program, params IReadOnlyList<string> arguments)
    {
        var token = TestContext.Current.CancellationToken;
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(token);
            var error = process.StandardError.ReadToEndAsync(token);
            await process.WaitForExitAsync(token);
            return (process.ExitCode, await output, await error);
        }
        catch (Win32Exception)
        {
            Assert.Skip($"This test is judged by {program}: install the package {program}.");
            throw;
        }
    }
}
