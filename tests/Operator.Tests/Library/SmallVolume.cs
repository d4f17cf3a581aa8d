using System.Diagnostics;

namespace ConfigDrive.Tests;

/// <summary>A real file system of a few kilobytes, mounted over a directory: the way to see a full or read-only disk.</summary>
internal sealed class SmallVolume : IDisposable
{
    private readonly string directory;

    private SmallVolume(string directory) => this.directory = directory;

    /// <summary>Mounts a tmpfs, or skips the test where that is not allowed.</summary>
    public static SmallVolume Mount(string directory, string options)
    {
        if (Run("mount", "-t", "tmpfs", "-o", options, "none", directory) != 0)
        {
            Assert.Skip("A full or read-only disk needs the right to mount a tmpfs: run the tests as root.");
        }

        return new SmallVolume(directory);
    }

    public void Remount(string options) => Assert.Equal(0, Run("mount", "-o", $"remount,{options}", directory));

    public void Dispose() => Run("umount", directory);

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
