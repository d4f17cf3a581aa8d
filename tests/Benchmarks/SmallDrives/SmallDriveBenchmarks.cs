using System.Buffers;
using BenchmarkDotNet.Attributes;
using ConfigDrive.Iso;
using ConfigDrive.Iso.Writing;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Benchmarks.SmallDrives;

/// <summary>What is measured of the sample drive.</summary>
public class SmallDriveBenchmarks : IDisposable
{
    private readonly IsoImageOptions options = new() { VolumeLabel = SampleDrive.VolumeLabel };
    private readonly RevisionKey key = new(new byte[32]);
    private readonly ArrayBufferWriter<byte> output = new(1 << 20);
    private readonly IReadOnlyList<IsoFile> files = SampleDrive.Files();
    private IsoImage? image;
    private TemporaryFolder? folder;
    private Genisoimage? genisoimage;

    [GlobalSetup]
    public void Prepare()
    {
        image = IsoImage.Create(files, options);
        folder = new TemporaryFolder();
        genisoimage = new Genisoimage(folder["files"], folder["image.iso"]);
        genisoimage.Prepare(files);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        folder?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>One process of genisoimage, which writes to a file. The length of the image.</summary>
    [Benchmark]
    public long GenisoimageProcess() => genisoimage!.Run();

    /// <summary>The image, laid out and written to memory.</summary>
    [Benchmark]
    public int LayOutAndWrite()
    {
        output.ResetWrittenCount();
        IsoImage.Create(files, options).WriteTo(output);
        return output.WrittenCount;
    }

    /// <summary>The same, of an image that is laid out already.</summary>
    [Benchmark]
    public int Write()
    {
        output.ResetWrittenCount();
        image!.WriteTo(output);
        return output.WrittenCount;
    }

    /// <summary>All that a reconcile computes: the content resolved, the image laid out, its keyed digest.</summary>
    [Benchmark]
    public string Render() => key.RevisionOf(DriveImage.Build(DriveContent.Resolve(SampleDrive.Inputs)));
}
