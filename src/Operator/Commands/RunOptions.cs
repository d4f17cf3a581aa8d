using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using ConfigDrive.Operator.Claims;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.CopyEndpoint;
using ConfigDrive.Operator.Copying;
using ConfigDrive.Operator.MigrationWebhook;
using ConfigDrive.Operator.Rendering;

namespace ConfigDrive.Operator.Commands;

/// <summary>
/// The flags of <c>run</c>. Each is declared once, with its default, and bound to the settings below it. The default of a settings record is used
/// where it has one.
/// </summary>
internal sealed record RunOptions(OperatorSettings Settings, LogLevel LogLevel, string LogFormat)
{
    /// <summary>Adds the flags to a command, and returns a function that reads them.</summary>
    public static Func<ParseResult, RunOptions> AddTo(Command command)
    {
        var kubeConfig = command.Declare(TargetCluster.Option());
        var secondaryRoot = command.Declare(Options.Required<DirectoryInfo>(
            "--secondary-root", "Directory where the secondary store's volume is mounted"));
        var operatorNamespace = command.Declare(Options.Optional<string>(
            "--operator-namespace", "Namespace of the operator's own Secret; default: the pod's or the kubeconfig's"));
        var scope = AddScope(command);
        var healthAddress = command.Declare(Options.Address("--health-address", "Address and port of /healthz and /readyz", 8081, IPAddress.IPv6Any));
        var leaderElect = command.Declare(Options.Optional<bool>(
            "--leader-elect", "Work only while holding a Lease in the operator's namespace, so that several replicas may run"));
        var workers = command.Declare(Options.Number("--workers", "How many ConfigDrives are reconciled at once", least: 1, most: 256, @default: 4));
        var logLevel = command.Declare(Options.WithDefault("--log-level", "Least level of what is logged", LogLevel.Information));
        var logFormat = command.Declare(Options.WithDefault("--log-format", "Form of what is logged: a line of text or of JSON each", "text")
            .AcceptOnlyFromAmong("text", "json"));
        var auditInterval = command.Declare(Options.Duration(
            "--audit-interval", "How often the library is checked for orphans and for files changed by others", TimeSpan.FromMinutes(10)));
        var secretAccess = command.Declare(Options.WithDefault(
            "--secret-access", "Which Secrets may be put on drives: All of a namespace, or those with the Label configdrive.dev/readable: \"true\"", SecretAccess.All));
        var acceptNewRevisionKey = command.Declare(Options.Optional<bool>(
            "--accept-new-revision-key",
            "Make another key of all revisions where ConfigDrives have revisions and the Secret with their key is lost, instead of waiting for its backup"));
        var bootTimeout = command.Declare(Options.Duration(
            "--boot-timeout",
            "After which time a guest without agent counts as booted; until then no drive is taken from it",
            TimeSpan.FromMinutes(10)));
        var copyPods = AddCopyPods(command);
        var copy = AddCopyEndpoint(command);
        var primary = AddPrimaryDefaults(command);
        var migrationWebhook = AddMigrationWebhook(command);
        var defaults = AddContentDefaults(command);
        return parsed => new RunOptions(
            new OperatorSettings
            {
                KubeConfig = kubeConfig(parsed)?.FullName,
                SecondaryRoot = Existing(secondaryRoot(parsed)!),
                OperatorNamespace = operatorNamespace(parsed),
                WatchNamespaces = scope(parsed).Namespaces,
                Selector = scope(parsed).Selector,
                HealthAddress = healthAddress(parsed)!,
                LeaderElection = leaderElect(parsed),
                Workers = workers(parsed),
                CopyPods = copyPods(parsed),
                Copy = copy(parsed),
                Primary = primary(parsed),
                MigrationWebhook = migrationWebhook(parsed),
                AcceptNewRevisionKey = acceptNewRevisionKey(parsed),
                SecretAccess = secretAccess(parsed),
                BootTimeout = bootTimeout(parsed)!.Value,
                AuditInterval = auditInterval(parsed)!.Value,
                Defaults = defaults(parsed),
            },
            logLevel(parsed),
            logFormat(parsed)!);
    }

    /// <summary>The settings that are on drives; <c>render</c> has them too, so that both make the same bytes.</summary>
    public static Func<ParseResult, ContentDefaults> AddContentDefaults(Command command)
    {
        var volumeLabel = command.Declare(Options.WithDefault("--volume-label", "Volume label of drives whose spec names none", new ContentDefaults().VolumeLabel));
        var availabilityZone = command.Declare(Options.Optional<string>("--availability-zone", "Availability zone when neither spec nor node has one"));
        var cloudName = command.Declare(Options.Optional<string>("--cloud-name", "Name of the cloud, for guests"));
        var cloudIdentifier = command.Declare(Options.Optional<string>("--cloud-identifier", "Identifier of the cloud, for guests"));
        var maxDriveSize = command.Declare(Options.Parsed(
            "--max-drive-size",
            "Size of the largest drive, at most 64Mi; to make one takes six times its size in memory",
            text => ParseSize(text) is { } size && size.ToInt64() <= ContentLimits.ImageBytes ? size : null,
            "is not a quantity of bytes from 1 to 64Mi, such as 16Mi",
            new ResourceQuantity("16Mi")));
        return parsed => new ContentDefaults
        {
            VolumeLabel = volumeLabel(parsed)!,
            AvailabilityZone = availabilityZone(parsed),
            CloudName = cloudName(parsed),
            CloudIdentifier = cloudIdentifier(parsed),
            MaxDriveBytes = maxDriveSize(parsed)!.ToInt64(),
        };
    }

    private static Func<ParseResult, (IReadOnlyList<string> Namespaces, LabelSelector Selector)> AddScope(Command command)
    {
        var namespaces = command.Declare(new Option<string[]>("--watch-namespace")
        {
            Description = "The namespaces to serve; default: all",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        });
        var selector = command.Declare(Options.Parsed(
            "--selector",
            "Serve only ConfigDrives with these labels, as kubectl selects, so that several operators can share namespaces; default: all",
            LabelSelector.TryParse,
            "is not a label selector, such as track=canary or track!=canary",
            LabelSelector.Everything));
        return parsed => ([.. namespaces(parsed)!.SelectMany(Split).Distinct()], selector(parsed)!);
    }

    private static Func<ParseResult, CopyPodSettings?> AddCopyPods(Command command)
    {
        var builtIn = new CopyPodSettings { Image = "" };
        var image = command.Declare(Options.Optional<string>(
            "--copy-image", "Image of this program for the pods that copy drives to their claims; without it drives end in the secondary store"));
        var pullPolicy = command.Declare(Options
            .WithDefault("--copy-image-pull-policy", "When nodes pull that image: Always, IfNotPresent or Never", builtIn.ImagePullPolicy)
            .AcceptOnlyFromAmong("Always", "IfNotPresent", "Never"));
        var pullSecrets = command.Declare(new Option<string[]>("--copy-image-pull-secrets")
        {
            Description = "Secrets to pull that image with; they must exist in the namespaces of the ConfigDrives",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        });
        var deadline = command.Declare(Options.Duration(
            "--copy-deadline", "How long one copy pod may take before another replaces it", builtIn.Deadline));
        return parsed => image(parsed) is { Length: > 0 } given
            ? new CopyPodSettings
            {
                Image = given,
                ImagePullPolicy = pullPolicy(parsed)!,
                ImagePullSecrets = [.. pullSecrets(parsed)!.SelectMany(Split)],
                Deadline = deadline(parsed)!.Value,
            }
            : null;
    }

    private static Func<ParseResult, CopySettings> AddCopyEndpoint(Command command)
    {
        var listen = command.Declare(Options.Address("--copy-listen", "Address and port of the copy endpoint", CopyProtocol.Port, IPAddress.IPv6Any));
        var url = command.Declare(Options.Parsed(
            "--copy-url",
            "URL under which copy pods reach the copy endpoint; default: that of the Service configdrive-operator-copy",
            text => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps
                && url is { PathAndQuery: "/", Fragment: "", UserInfo: "" } ? url : null,
            "is not of the form https://HOST:PORT"));
        var tlsSecret = command.Declare(Options.WithDefault(
            "--copy-tls-secret",
            "Secret of the operator's namespace with the copy endpoint's tls.crt, tls.key and ca.crt; made and renewed unless another made it",
            "configdrive-operator-copy-tls"));
        return parsed => new CopySettings { Listen = listen(parsed)!, Url = url(parsed), TlsSecret = tlsSecret(parsed)! };
    }

    private static Func<ParseResult, PrimaryDefaults> AddPrimaryDefaults(Command command)
    {
        var builtIn = new PrimaryDefaults();
        var storageClass = command.Declare(Options.Optional<string>("--primary-storage-class", "Storage class of claims; default: the cluster's"));
        var accessModes = command.Declare(new Option<AccessMode[]>("--primary-access-modes")
        {
            Description = "Access modes of claims; live migration needs ReadWriteMany",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [.. builtIn.AccessModes],
            CustomParser = ParseAccessModes,
        });
        var volumeMode = command.Declare(Options.WithDefault(
            "--primary-volume-mode", "Volume mode of claims: Filesystem or Block", builtIn.VolumeMode));
        var size = command.Declare(Options.Parsed(
            "--primary-size", "Size of claims", ParseSize, "is not a quantity of bytes above zero, such as 16Mi", builtIn.Size));
        return parsed => new PrimaryDefaults
        {
            StorageClassName = NullIfEmpty(storageClass(parsed)),
            AccessModes = accessModes(parsed)!,
            VolumeMode = volumeMode(parsed),
            Size = size(parsed)!,
        };
    }

    private static Func<ParseResult, MigrationWebhookSettings?> AddMigrationWebhook(Command command)
    {
        var listen = command.Declare(Options.Address(
            "--migration-webhook-listen",
            "Address and port of the webhook that asks migrations to wait while a drive is being changed; without it there is none",
            9443));
        var host = command.Declare(Options.Optional<string>(
            "--migration-webhook-host",
            "Host name or address by which API servers call the webhook; default: that of the Service configdrive-operator-webhook"));
        var tlsSecret = command.Declare(Options.WithDefault(
            "--migration-webhook-tls-secret",
            "Secret of the operator's namespace with the webhook's tls.crt, tls.key and ca.crt; made and renewed unless another made it",
            "configdrive-operator-webhook-tls"));
        var configuration = command.Declare(Options.Optional<string>(
            "--migration-webhook-configuration",
            "ValidatingWebhookConfiguration whose caBundle is kept equal to that ca.crt; without it somebody else must do that"));
        return parsed => listen(parsed) is { } address
            ? new MigrationWebhookSettings
            {
                Listen = address,
                Host = NullIfEmpty(host(parsed)),
                TlsSecret = tlsSecret(parsed)!,
                Configuration = NullIfEmpty(configuration(parsed)),
            }
            : null;
    }

    private static AccessMode[] ParseAccessModes(ArgumentResult argument)
    {
        var known = Enum.GetNames<AccessMode>();
        var names = argument.Tokens.SelectMany(token => Split(token.Value)).Distinct().ToList();
        foreach (var name in names.Except(known))
        {
            argument.AddError($"--primary-access-modes: '{name}' is not one of {string.Join(", ", known)}.");
        }

        return [.. names.Intersect(known).Select(Enum.Parse<AccessMode>)];
    }

    private static ResourceQuantity? ParseSize(string text) => new ResourceQuantity(text) is var quantity && quantity.TryToInt64() > 0 ? quantity : null;

    private static string Existing(DirectoryInfo directory) => directory.Exists
        ? directory.FullName
        : throw new InvalidInputException($"--secondary-root: {directory} is not a directory; create it, or mount the volume there");

    private static string? NullIfEmpty(string? text) => text is { Length: > 0 } ? text : null;

    private static string[] Split(string names) => names.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
