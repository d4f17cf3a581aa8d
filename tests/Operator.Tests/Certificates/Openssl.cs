using System.Diagnostics;

namespace ConfigDrive.Operator.Tests.Certificates;

/// <summary>The judge of certificates.</summary>
internal static class Openssl
{
    /// <summary>Runs <c>openssl</c>, or skips the test where there is none.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, await output + await errors);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("Certificates are judged by openssl: install the package openssl.");
            throw;
        }
    }
}
