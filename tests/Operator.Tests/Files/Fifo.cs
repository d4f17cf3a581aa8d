using System.Diagnostics;

namespace ConfigDrive.Operator.Tests.Files;

internal static class Fifo
{
    public static void Make(string path)
    {
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
