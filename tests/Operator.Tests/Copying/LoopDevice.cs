using System.Diagnostics;

namespace ConfigDrive.Tests;

/// <summary>A real block device over a file.</summary>
internal sealed class LoopDevice : IDisposable
{
    private LoopDevice(string path) => Path = path;

    public string Path { get; }

    /// <summary>Makes the file and a device of it, or skips the test where that is not allowed.</summary>
    public static LoopDevice Attach(string file, byte[] content)
    {
        File.WriteAllBytes(file, content);
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("losetup", ["--find", "--show", file]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var path = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            Assert.SkipWhen(process.ExitCode != 0, "A block device needs the right to make a loop device: run the tests as root.");
            return new LoopDevice(path);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("A block device is made by losetup: install the package mount.");
            throw;
        }
    }

    /// <summary>All that the device holds.</summary>
    public async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        // A device has no length that .NET could see.
        await using var device = File.OpenRead(Path);
        using var content = new MemoryStream();
        await device.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }

    public void Dispose()
    {
        using var process = Process.Start(new ProcessStartInfo("losetup", ["--detach", Path]) { UseShellExecute = false })!;
        process.WaitForExit();
    }
}
