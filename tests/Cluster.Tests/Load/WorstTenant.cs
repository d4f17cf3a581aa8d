using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.Load;

/// <summary>
/// What one tenant may ask of the operator, each at its limit: long texts in ConfigDrives, drives of the largest size, keys, YAML and JSON that are expensive to
/// read, large annotations, VirtualMachines with many volumes. All of it is valid for the API server; some of it the operator refuses.
/// </summary>
internal sealed class WorstTenant(Tenant tenant)
{
    private const int Mebibyte = 1024 * 1024;
    private const int LongTexts = 100;
    private const int LargeDrives = 5;
    private const int FilesOfALargeDrive = 15;
    private const int AnnotatedConfigMaps = 200;
    private const int Volumes = 256; // the most that KubeVirt's definition allows

    // Each version of a long ConfigDrive has 1.4 MB in etcd, those with a new status too.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private static readonly Dictionary<string, Func<JsonObject>> Expensive = new()
    {
        ["yaml"] = () => new() { ["userData"] = Inline("#cloud-config\n" + Repeat("a:\n", 700_000)), ["guestHook"] = "EachStart" },
        ["vendor"] = () => new() { ["vendorData"] = Inline("#cloud-config\nruncmd:\n" + Repeat("- [a]\n", 700_000)) },
        ["network"] = () => new() { ["networkData"] = Inline("{\"links\":[" + Repeat("{},", 700_000) + "{}]}") },
        ["config"] = () => new() { ["layouts"] = Objects.List(["NoCloud"]), ["networkConfig"] = Inline("version: 2\nethernets:\n" + Repeat("  a: {}\n", 700_000)) },
        ["keys"] = () => new() { ["sshPublicKeys"] = Objects.List([Inline(string.Concat(Enumerable.Range(0, 10_000).Select(number => $"{Key(number)}\n")))]) },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task CreateAsync()
    {
        for (var number = 0; number < FilesOfALargeDrive; number++)
        {
            var data = new byte[Mebibyte - 4096];
            new Random(number).NextBytes(data);
            await tenant.Client.CoreV1.CreateNamespacedSecretAsync(
                new V1Secret { Metadata = new V1ObjectMeta { Name = $"file-{number}" }, Data = new Dictionary<string, byte[]> { ["file"] = data } }, tenant.Name, cancellationToken: Token);
        }

        for (var number = 0; number < AnnotatedConfigMaps; number++)
        {
            await tenant.Client.CoreV1.CreateNamespacedConfigMapAsync(Annotated(number), tenant.Name, cancellationToken: Token);
        }

        for (var number = 0; number < LargeDrives; number++)
        {
            await CreateDriveAsync($"large-{number}", new()
            {
                ["files"] = Objects.List(Enumerable.Range(0, FilesOfALargeDrive).Select(file =>
                    new JsonObject { ["path"] = $"/f{file}", ["content"] = Objects.SecretKey($"file-{file}", "file") })),
                ["userData"] = Inline($"#cloud-config\nhostname: {number}\n"),
            });
        }

        foreach (var (name, content) in Expensive)
        {
            await CreateDriveAsync(name, content());
        }

        await tenant.CreateAsync(Objects.VirtualMachine("wide", Enumerable.Range(0, Volumes).Select(number => $"disk-{number}")));
        await tenant.CreateAsync(Objects.ConfigDrive("wide", new() { ["userData"] = Inline("#cloud-config\n") }));

        for (var number = 0; number < LongTexts; number++)
        {
            await CreateDriveAsync($"long-{number}", LongText("first"));
        }
    }

    /// <summary>Changes one thing after the other, again and again, until it is cancelled.</summary>
    /// <returns>How many changes it made.</returns>
    public async Task<int> ChangeAllAsync(CancellationToken cancellationToken)
    {
        for (var round = 0; ; round++)
        {
            try
            {
                await ChangeAsync($"long-{round % LongTexts}", new() { ["userData"] = LongText($"change-{round}")["userData"]!.DeepClone() }, cancellationToken);
                await ChangeAsync($"large-{round % LargeDrives}", new() { ["userData"] = Inline($"#cloud-config\nhostname: change-{round}\n") }, cancellationToken);
                var (name, _) = Expensive.ElementAt(round % Expensive.Count);
                await ChangeAsync(name, new() { ["metadata"] = new JsonObject { ["hostname"] = $"change-{round}" } }, cancellationToken);
                await ChangeAsync("wide", new() { ["userData"] = Inline($"#cloud-config\nhostname: change-{round}\n") }, cancellationToken);
                await Task.Delay(Pace, TimeProvider.System, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return round * 4;
            }
        }
    }

    private static JsonObject Inline(string text) => new() { ["inline"] = text };

    private static JsonObject LongText(string first) => new()
    {
        ["userData"] = Inline($"#!/bin/sh\n# {first}\n" + Repeat("# text ", Mebibyte - 128)),
        ["vendorData"] = Inline("#cloud-config\n" + "#" + Repeat("# text ", 340_000)),
    };

    private static string Repeat(string part, int length) => new StringBuilder().Insert(0, part, length / part.Length).ToString();

    private static string Key(int number) => "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + Convert.ToBase64String([.. BitConverter.GetBytes(number), .. new byte[29]])[..43];

    private static V1ConfigMap Annotated(int number) => new()
    {
        Metadata = new V1ObjectMeta { Name = $"annotated-{number}", Annotations = new Dictionary<string, string> { ["note"] = new string('a', 250_000) } },
    };

    private async Task CreateDriveAsync(string name, JsonObject content)
    {
        await tenant.CreateAsync(Objects.VirtualMachine(name));
        await tenant.CreateAsync(Objects.ConfigDrive(name, content));
    }

    private Task<JsonObject> ChangeAsync(string name, JsonObject spec, CancellationToken cancellationToken) => tenant.Client.CustomObjects.PatchNamespacedCustomObjectAsync<JsonObject>(
        new V1Patch(new JsonObject { ["spec"] = spec }.ToJsonString(), V1Patch.PatchType.MergePatch), "configdrive.dev", "v1alpha1", tenant.Name, "configdrives", name, cancellationToken: cancellationToken);
}
