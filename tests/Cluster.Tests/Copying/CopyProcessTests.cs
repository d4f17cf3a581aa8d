using System.Security.Cryptography;
using System.Text;
using ConfigDrive.Operator.Revisions;
using ConfigDrive.TestControlPlane;
using ConfigDrive.Tests;
using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.Copying;

/// <summary>The operator and <c>copy</c> as two processes, the operator under its own rights.</summary>
public sealed class CopyProcessTests
{
    private const string OperatorNamespace = "configdrive-system";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drive_StoredByTheOperator_IsCopiedByItsPodAsQemusUserOnAReadOnlyRoot()
    {
        await using var own = await OwnCluster.StartAsync(Token);
        using var files = new TestFiles();
        var port = OperatorProcess.FreePort();
        var tenant = await PrepareAsync(own);
        var kubeConfig = await RbacTests.ServiceAccountKubeConfigAsync(own, files.Folder);
        string[] options = ["--operator-namespace", OperatorNamespace, "--copy-image", "example.org/operator", "--copy-listen", $"127.0.0.1:{port}", "--copy-url", $"https://127.0.0.1:{port}"];

        string log;
        string token;
        string pod;
        string revision;
        await using (var first = await OperatorProcess.StartAsync(kubeConfig, own.SecondaryRoot, Token, options))
        {
            await tenant.ApplyAsync(Samples.All);
            revision = (await tenant.EventuallyAsync("web-1", drive => Tenant.Condition(drive, "StoredOnSecondary")?.Status == "True")).Status!.Secondary!.Revision;
            // From here on the test plays the operator's further part.
            await tenant.KubectlAsync("patch", "configdrive", "web-1", "--type=merge", "--patch", """{"spec":{"suspend":true}}""");
            var copying = new CopyTenant(tenant);
            await copying.AddServiceAccountAsync();
            var created = await copying.CreatePodAsync();
            token = await copying.TokenAsync(created);
            pod = created.Metadata.Uid!;
            log = first.Log;
        }

        // The copy begins while no operator runs, and waits for the next.
        files.Write("token", token);
        using var claim = SmallVolume.Mount(files.Directory("claim"), "size=16m,mode=0770,uid=0,gid=107");
        var copy = RunCopyAsync(files, $"https://127.0.0.1:{port}/v1alpha1/namespaces/{tenant.Name}/configdrives/web-1/revisions/{revision}", await AuthoritiesAsync(own));
        await using var second = await OperatorProcess.StartAsync(kubeConfig, own.SecondaryRoot, Token, options);
        var (exitCode, _, error) = await copy;

        Assert.True(exitCode == 0, error);
        Assert.Contains("cannot be reached", error, StringComparison.Ordinal);
        var stored = await File.ReadAllBytesAsync(tenant.ImageOf("web-1"), Token);
        var disk = await File.ReadAllBytesAsync(Path.Combine(files.Directory("claim"), "disk.img"), Token);
        Assert.Equal(stored, disk[..stored.Length]);
        Assert.Equal("660 107:107", (await Judge.RunAsync("stat", "--format=%a %u:%g", Path.Combine(files.Directory("claim"), "disk.img"))).Output.Trim());
        using var key = await RevisionKeyAsync(own);
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(key.CopyKeyFor(pod, revision), stored)), await File.ReadAllTextAsync(files.PathOf("messages", "termination-log"), Token));

        log += second.Log;
        Assert.Contains($"revision {revision} of ConfigDrive {tenant.Name}/web-1: 200 Sent, {stored.Length} bytes", log, StringComparison.Ordinal);
        Assert.DoesNotContain(token, log + error, StringComparison.Ordinal);
        Assert.DoesNotContain("is forbidden: User", log, StringComparison.Ordinal); // what RBAC refuses
    }

    private static async Task<Tenant> PrepareAsync(OwnCluster own)
    {
        await own.ControlPlane.KubectlAsync("apply", "--filename", Path.Join(Repository.Root, "config", "default", "namespace.yaml"));
        await own.ControlPlane.KubectlAsync("apply", "--kustomize", Path.Join(Repository.Root, "config", "rbac"));
        return await own.NewTenantAsync();
    }

    private static Task<(int ExitCode, string Output, string Error)> RunCopyAsync(TestFiles files, string source, string authorities)
    {
        var copy = $"umask 077; exec setpriv --reuid 107 --regid 107 --clear-groups --no-new-privs --bounding-set -all env CONFIGDRIVE_CA=\"$1\" {OperatorCommand.Program} copy"
            + $" --source {source} --target {files.Directory("claim")} --token-file {files.PathOf("token")} --termination-log {files.PathOf("messages", "termination-log")} --deadline 60s";
        return Judge.RunAsync("unshare", "--mount", "sh", "-c", $"mount -o remount,bind,ro / && {copy}", "copy", authorities);
    }

    private static async Task<string> AuthoritiesAsync(OwnCluster own)
    {
        var secret = await SecretAsync(own, "configdrive-operator-copy-tls");
        return Encoding.ASCII.GetString(secret.Data["ca.crt"]);
    }

    private static async Task<RevisionKey> RevisionKeyAsync(OwnCluster own) =>
        new((await SecretAsync(own, "configdrive-operator-revision-key")).Data["key"]);

    private static Task<V1Secret> SecretAsync(OwnCluster own, string name) =>
        own.Client.CoreV1.ReadNamespacedSecretAsync(name, OperatorNamespace, cancellationToken: Token);
}
