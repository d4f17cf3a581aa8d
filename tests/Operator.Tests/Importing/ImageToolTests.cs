using System.Diagnostics;
using ConfigDrive.Operator.Importing;
using ConfigDrive.Operator.Tests.Content.Guests;

namespace ConfigDrive.Operator.Tests.Importing;

/// <summary>Images as others make them, by their own tools: what is on them is what was put there.</summary>
public sealed class ImageToolTests
{
    private const int Megabyte = 1024 * 1024;

    // As tests/Iso.Tests has it, in short: Rock Ridge and Joliet names over numbers.
    private const string Pycdlib = """
        import os, sys, pycdlib
        iso = pycdlib.PyCdlib()
        iso.new(interchange_level=3, joliet=3, rock_ridge='1.09', vol_ident='config-2')
        primary = {'.': ''}
        for folder, folders, names in os.walk(sys.argv[2]):
            at = os.path.relpath(folder, sys.argv[2])
            above = '' if at == '.' else '/' + at
            for name in folders:
                primary[os.path.normpath(os.path.join(at, name))] = here = f'{primary[at]}/D{len(primary)}'
                iso.add_directory(here, rr_name=name, joliet_path=f'{above}/{name}')
            for number, name in enumerate(names):
                iso.add_file(os.path.join(folder, name), iso_path=f'{primary[at]}/F{number}.;1', rr_name=name, joliet_path=f'{above}/{name}')
        iso.write(sys.argv[1])
        """;

    /// <summary>Each with its arguments: IMAGE and FOLDER stand for the paths.</summary>
    private static readonly Dictionary<string, string[]> Tools = new(StringComparer.Ordinal)
    {
        // nova/virt/configdrive.py; ironic and openstacksdk call it in the same way.
        ["nova"] = ["genisoimage", "-o", "IMAGE", "-ldots", "-allow-lowercase", "-allow-multidot", "-l", "-publisher", "OpenStack Compute", "-quiet", "-J", "-r", "-V", "config-2", "FOLDER"],

        // ConfigDriveBuilder.java, generateAndRetrieveIsoAsBase64Iso.
        ["cloudstack"] = ["genisoimage", "-o", "IMAGE", "-ldots", "-allow-lowercase", "-allow-multidot", "-cache-inodes", "-l", "-quiet", "-J", "-r", "-V", "config-2", "FOLDER"],

        // pkg/cloud-init/cloud-init.go, defaultIsoFunc.
        ["kubevirt"] = ["xorriso", "-as", "mkisofs", "-output", "IMAGE", "-volid", "config-2", "-joliet", "-rock", "-partition_cyl_align", "on", "FOLDER"],

        // cloud-localds.
        ["cloud-localds"] = ["genisoimage", "-output", "IMAGE", "-volid", "config-2", "-joliet", "-rock", "-quiet", "FOLDER"],
        ["joliet alone"] = ["genisoimage", "-o", "IMAGE", "-quiet", "-J", "-V", "config-2", "FOLDER"],
        ["pycdlib"] = ["python3", "-c", Pycdlib, "IMAGE", "FOLDER"],
    };

    public static TheoryData<string, string> Images => [.. from tool in Tools.Keys from original in SampleOriginals.All.Keys select (tool, original)];

    [Theory]
    [MemberData(nameof(Images))]
    public void Iso_OfEveryTool_HasWhatWasPutThere(string tool, string original)
    {
        using var folder = new TemporaryFolder();
        var (image, files) = Write(folder, original);

        Run([.. Tools[tool].Select(argument => argument switch { "IMAGE" => image, "FOLDER" => files, _ => argument })]);

        Same(original, image);
    }

    /// <summary>64 MiB as Nova makes it (nova/virt/configdrive.py, CONFIGDRIVESIZE_BYTES), and sizes of FAT12 and FAT32; mkfs.vfat may write the label in capitals.</summary>
    [Theory]
    [InlineData(64, "nova")]
    [InlineData(64, "cloudstack")]
    [InlineData(64, "ironic")]
    [InlineData(2, "nocloud")]
    [InlineData(2, "kubevirt")]
    [InlineData(64, "nova", "-F", "32", "-s", "1")]
    public void Vfat_OfMkfs_HasWhatWasPutThere(int megabytes, string original, params string[] options)
    {
        using var folder = new TemporaryFolder();
        var (image, files) = Write(folder, original);
        using (var stream = File.Create(image))
        {
            stream.SetLength((long)megabytes * Megabyte);
        }

        Run(["mkfs.vfat", "-n", original == "nocloud" ? "CIDATA" : "CONFIG-2", .. options, image]);
        Run(["mcopy", "-s", "-i", image, .. Directory.GetFileSystemEntries(files), "::"]);

        Same(original, image, original == "nocloud" ? "cidata" : "config-2");
    }

    private static (string Image, string Files) Write(TemporaryFolder folder, string original)
    {
        var files = Path.Combine(folder.Path, "files");
        Imports.Source(null, SampleOriginals.All[original].Files).Tree().ExtractTo(files);
        return (Path.Combine(folder.Path, "image"), files);
    }

    private static void Same(string original, string image, string label = "config-2")
    {
        var expected = Imports.Source(label, SampleOriginals.All[original].Files);
        var drive = DriveImageReader.Open(File.ReadAllBytes(image));

        Assert.Equal(label, drive.Label, ignoreCase: true);
        Assert.Equal(expected.Tree().Texts(), drive.Tree().Texts());
        Assert.Equal(Imports.Of(expected).Spec.ToJsonString(), Imports.Of(drive).Spec.ToJsonString());
    }

    private static void Run(string[] command)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Prepend("/usr/sbin").Prepend("/usr/bin"); // Debian's Python first
        var program = folders.Select(folder => Path.Combine(folder, command[0])).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, $"{command[0]} is not installed. On Debian: apt-get install genisoimage xorriso python3-pycdlib dosfstools mtools");
        var start = new ProcessStartInfo(program!, command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["MTOOLS_SKIP_CHECK"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var said = error.GetAwaiter().GetResult();
        Assert.SkipWhen(said.Contains("No module named 'pycdlib'", StringComparison.Ordinal), "pycdlib is not installed. On Debian: apt-get install python3-pycdlib");
        Assert.True(process.ExitCode == 0, said);
    }
}
