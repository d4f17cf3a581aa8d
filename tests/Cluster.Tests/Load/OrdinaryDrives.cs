using System.Diagnostics;
using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.Load;

/// <summary>Drives as most are: a VirtualMachine, a Secret with user data, and a ConfigDrive each.</summary>
internal sealed class OrdinaryDrives(Tenant tenant, int count)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Makes all of them, and waits until they are ready.</summary>
    public async Task CreateAsync()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, count), Token, async (number, _) =>
        {
            await tenant.Client.CoreV1.CreateNamespacedSecretAsync(Secret(number, "first"), tenant.Name, cancellationToken: Token);
            await tenant.CreateAsync(Objects.VirtualMachine(Name(number)));
            await tenant.CreateAsync(Objects.ConfigDrive(Name(number), new() { ["userData"] = Objects.SecretKey(Name(number), "userdata") }));
        });
        for (var number = 0; number < count; number++)
        {
            await tenant.ReadyAsync(Name(number));
        }
    }

    /// <summary>Changes the Secret of one, and tells how long it took until its drive was ready again.</summary>
    public async Task<TimeSpan> ChangeAsync(int number)
    {
        var name = Name(number % count);
        var revision = (await tenant.DriveAsync(name)).Status?.Revision;
        var start = Stopwatch.GetTimestamp();
        await tenant.Client.CoreV1.ReplaceNamespacedSecretAsync(Secret(number % count, $"change-{number}"), name, tenant.Name, cancellationToken: Token);
        await tenant.ReadyWithOtherRevisionAsync(name, revision);
        return Stopwatch.GetElapsedTime(start);
    }

    private static string Name(int number) => $"web-{number}";

    private static V1Secret Secret(int number, string host) => new()
    {
        Metadata = new V1ObjectMeta { Name = Name(number) },
        StringData = new Dictionary<string, string> { ["userdata"] = $"#cloud-config\nhostname: {host}\npackages: [nginx]\n" },
    };
}
