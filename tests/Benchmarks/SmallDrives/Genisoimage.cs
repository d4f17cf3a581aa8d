using System.Diagnostics;
using ConfigDrive.Iso;

namespace ConfigDrive.Benchmarks.SmallDrives;

/// <summary>genisoimage, as OpenStack Nova and CloudStack call it: one process a drive, which reads the files from a folder.</summary>
/// <param name="folder">The folder.</param>
/// <param name="image">The file to write.</param>
internal sealed class Genisoimage(string folder, string image)
{
    // CloudStack's (ConfigDriveBuilder.java); Nova's (nova/virt/configdrive.py) are the same without -cache-inodes.
    private readonly ProcessStartInfo start = new(
        "genisoimage",
        [
            "-o", image, "-ldots", "-allow-lowercase", "-allow-multidot", "-cache-inodes", "-l", "-quiet", "-J", "-r",
            "-V", SampleDrive.VolumeLabel, folder,
        ])
    {
        RedirectStandardError = true,
        UseShellExecute = false,
    };

    /// <summary>Puts the files into the folder.</summary>
    public void Prepare(IEnumerable<IsoFile> files)
    {
        foreach (var file in files)
        {
            var path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, file.Content.Bytes.Span);
        }
    }

    /// <summary>Makes the image, and returns its length.</summary>
    public long Run()
    {
        using var process = Process.Start(start)!;
        var messages = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? new FileInfo(image).Length
            : throw new InvalidOperationException($"genisoimage failed with status {process.ExitCode}: {messages}");
    }
}
