using ConfigDrive.Operator.Revisions;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Library;

/// <summary>What others do to the library is noticed and put right.</summary>
public sealed class AuditTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Library_TouchedByOthers_IsPutRight()
    {
        await using var own = await OwnCluster.StartAsync(Token);
        await using var started = await own.StartOperatorAsync(Token, "--audit-interval", "1s");
        var tenant = await own.NewTenantAsync();
        await tenant.ApplyAsync(Samples.All);
        await tenant.ReadyAsync("web-1");
        var image = tenant.ImageOf("web-1");
        var right = await File.ReadAllBytesAsync(image, Token);

        // One byte, of the content or of the revision that the image names, with size and time as they were: only the digest shows it.
        foreach (var position in new[] { right.Length / 2, RevisionField.Start })
        {
            var written = File.GetLastWriteTimeUtc(image);
            await using (var file = File.OpenWrite(image))
            {
                file.Position = position;
                file.WriteByte((byte)(right[position] + 1));
            }

            File.SetLastWriteTimeUtc(image, written);
            await Eventually.TrueAsync(() => File.ReadAllBytes(image), bytes => bytes.AsSpan().SequenceEqual(right), Token);
        }

        File.Delete(image);
        await Eventually.TrueAsync(() => File.Exists(image), exists => exists, Token);
        await tenant.ToldAsync("ConfigDrive", "LibraryRepaired");

        var orphan = new FileInfo(Path.Combine(own.SecondaryRoot, "ConfigDrive", tenant.Name, "gone", "configdrive.iso"));
        orphan.Directory!.Create();
        await File.WriteAllBytesAsync(orphan.FullName, right, Token);
        var foreign = Path.Combine(own.SecondaryRoot, "ConfigDrive", "README");
        await File.WriteAllTextAsync(foreign, "not ours", Token);
        await Eventually.TrueAsync(() => orphan.Directory.Exists, exists => !exists, Token);
        Assert.True(File.Exists(image));
        Assert.True(File.Exists(foreign));
    }
}
