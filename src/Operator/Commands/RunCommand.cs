using System.CommandLine;
using System.Net;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Telemetry;
using Microsoft.Extensions.Logging;

namespace ConfigDrive.Operator.Commands;

/// <summary><c>run</c>: the controller.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var kubeConfig = new Option<FileInfo?>("--kubeconfig")
        {
            Description = "Kubeconfig; default: $KUBECONFIG, the pod's service account, ~/.kube/config",
        };
        var secondaryRoot = new Option<DirectoryInfo>("--secondary-root")
        {
            Description = "Directory where the secondary store's volume is mounted",
            Required = true,
        };
        var operatorNamespace = new Option<string?>("--operator-namespace")
        {
            Description = "Namespace of the operator's own Secret; default: the pod's or the kubeconfig's",
        };
        var watchNamespace = new Option<string?>("--watch-namespace") { Description = "The one namespace to serve; default: all" };
        var healthAddress = AddressOption.Create("--health-address", "Address and port of /healthz and /readyz", new IPEndPoint(IPAddress.IPv6Any, 8081));
        var leaderElect = new Option<bool>("--leader-elect")
        {
            Description = "Work only while holding a Lease in the operator's namespace, so that several replicas may run",
        };
        var workers = new Option<int>("--workers") { Description = "How many ConfigDrives are reconciled at once", DefaultValueFactory = _ => 4 };
        var logLevel = new Option<LogLevel>("--log-level")
        {
            Description = "Least level of what is logged",
            DefaultValueFactory = _ => LogLevel.Information,
        };
        var auditInterval = DurationOption.Create(
            "--audit-interval", "How often the library is checked for orphans and for files changed by others", TimeSpan.FromMinutes(10));
        var bootTimeout = DurationOption.Create(
            "--boot-timeout", "After which time a guest without agent counts as booted; until then no drive is taken from it", TimeSpan.FromMinutes(10));
        var copyPods = new CopyPodOptions();
        var primary = new PrimaryOptions();
        var copy = new CopyOptions();
        var migrationWebhook = new MigrationWebhookOptions();
        var defaults = new ContentDefaultsOptions();

        var command = new Command("run", "Run the controller")
        {
            kubeConfig, secondaryRoot, operatorNamespace, watchNamespace, healthAddress, leaderElect, workers, logLevel, auditInterval, bootTimeout,
        };
        copyPods.AddTo(command);
        copy.AddTo(command);
        primary.AddTo(command);
        migrationWebhook.AddTo(command);
        defaults.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = new OperatorSettings
            {
                KubeConfig = parsed.GetValue(kubeConfig)?.FullName,
                SecondaryRoot = Existing(parsed.GetRequiredValue(secondaryRoot)),
                OperatorNamespace = parsed.GetValue(operatorNamespace),
                WatchNamespace = parsed.GetValue(watchNamespace),
                HealthAddress = parsed.GetRequiredValue(healthAddress),
                LeaderElection = parsed.GetValue(leaderElect),
                Workers = parsed.GetRequiredValue(workers),
                CopyPods = copyPods.Read(parsed),
                Copy = copy.Read(parsed),
                Primary = primary.Read(parsed),
                MigrationWebhook = migrationWebhook.Read(parsed),
                BootTimeout = parsed.GetRequiredValue(bootTimeout),
                AuditInterval = parsed.GetRequiredValue(auditInterval),
                Defaults = defaults.Read(parsed),
            };
            using var export = OpenTelemetryExport.Start();
            using var loggers = Logging.Create(parsed.GetRequiredValue(logLevel));
            await new ConfigDriveOperator(settings, Configure(settings), loggers, TimeProvider.System).RunAsync(cancellationToken);
        });
        return command;
    }

    private static string Existing(DirectoryInfo directory) => directory.Exists
        ? directory.FullName
        : throw new InvalidInputException($"--secondary-root: {directory} is no directory; create it, or mount the volume there");

    private static KubernetesClientConfiguration Configure(OperatorSettings settings)
    {
        try
        {
            return KubernetesClientConfiguration.Resolve(settings.KubeConfig) with { UserAgent = OperatorIdentity.Name };
        }
        catch (KubeConfigException exception)
        {
            throw new InvalidInputException(exception.Message);
        }
    }
}
