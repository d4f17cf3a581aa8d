using ConfigDrive.Iso;
using ConfigDrive.Iso.Writing;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api.Core;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Copying;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Operator.Tests.Claims;

public sealed class CopyVerificationTests : IDisposable
{
    private static readonly LibraryPath Path = new(new("tenant", "web-1"));
    private static readonly RevisionKey Key = new(new byte[32]);

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("configdrive-store-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => root.Delete(recursive: true);

    [Theory]
    [InlineData("this", 0, true)]
    [InlineData("this", 1, false)] // it did not end well
    [InlineData("another pod's", 0, false)]
    [InlineData("none", 0, false)]
    public async Task Digest_OfACopyPod_CountsOnlyWhenItIsThatOfTheImageUnderItsOwnKey(string digest, int exitCode, bool expected)
    {
        var (library, revision) = await StoreAsync("hostname: web");
        var told = digest switch
        {
            "this" => await DigestAsync(library, "pod", revision),
            "another pod's" => await DigestAsync(library, "another", revision),
            _ => null,
        };

        Assert.Equal(expected, await new CopyVerification(library, Key).IsRightAsync(Pod(told, exitCode), Path, revision, revision, Token));
    }

    [Fact]
    public async Task Digest_OfAFileThatIsNotTheRevisionAnyMore_TellsNothing()
    {
        var (_, revision) = await StoreAsync("hostname: web");
        var (library, _) = await StoreAsync("hostname: changed");
        var told = await DigestAsync(library, "pod", revision);

        Assert.Null(await new CopyVerification(library, Key).IsRightAsync(Pod(told, exitCode: 0), Path, revision, revision, Token));
    }

    [Fact]
    public async Task Digest_OfARevisionThatKeptItsName_IsThatOfItsImage()
    {
        const string Kept = "aaaaaaaaaa";
        var (library, digest) = await StoreAsync("hostname: web");
        var told = await DigestAsync(library, "pod", Kept);

        Assert.True(await new CopyVerification(library, Key).IsRightAsync(Pod(told, exitCode: 0), Path, Kept, digest, Token));
        Assert.Null(await new CopyVerification(library, Key).IsRightAsync(Pod(told, exitCode: 0), Path, Kept, Kept, Token));
    }

    private static async Task<string> DigestAsync(SecondaryStore library, string podUid, string revision)
    {
        await using var image = library.OpenRead(Path);
        return await CopyDigest.ComputeAsync(Key.CopyKeyFor(podUid, revision), image, Token);
    }

    private static V1Pod Pod(string? message, int exitCode)
    {
        var end = new ContainerStateTerminated { ExitCode = exitCode, Message = message };
        return new V1Pod
        {
            Metadata = new V1ObjectMeta { Namespace = "tenant", Name = "copy", Uid = "pod" },
            Status = new PodStatus { ContainerStatuses = [new ContainerStatus { Name = "copy", State = new ContainerState { Terminated = end } }] },
        };
    }

    private async Task<(SecondaryStore Library, string Revision)> StoreAsync(string text)
    {
        var content = IsoContent.FromBytes(System.Text.Encoding.UTF8.GetBytes(text));
        var image = IsoImage.Create([new IsoFile("user_data", content)], new IsoImageOptions { VolumeLabel = "config-2" });
        var library = new SecondaryStore(root.FullName);
        await library.WriteAsync(Path, image, Token);
        return (library, Key.RevisionOf(image));
    }
}
