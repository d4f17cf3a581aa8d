using System.CommandLine;
using System.Reflection;
using ConfigDrive.Operator.Telemetry;

namespace ConfigDrive.Operator.Commands;

/// <summary><c>run</c>: the controller.</summary>
internal static partial class RunCommand
{
    private static string Version => typeof(RunCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static Command Create()
    {
        var command = new Command("run", "Run the controller");
        var read = RunOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            // To a signal that comes before the first await, System.CommandLine answers with an exit status at once, and waits for nothing.
            await Task.Yield();
            var options = read(parsed);
            using var export = OpenTelemetryExport.Start();
            using var loggers = Logging.Create(options.LogLevel, options.LogFormat);
            var configuration = Configure(options.Settings);
            Log.Starting(
                loggers.CreateLogger<ConfigDriveOperator>(),
                Version,
                options.Settings.OperatorNamespace ?? configuration.Namespace,
                string.Join(' ', parsed.Tokens.Skip(1).Select(token => token.Value)));
            try
            {
                await new ConfigDriveOperator(options.Settings, configuration, loggers, TimeProvider.System).RunAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // Asked to stop before it had started: there is nothing to stop in order.
            }
        });
        return command;
    }

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

    private static partial class Log
    {
        // No flag contains a secret.
        [LoggerMessage(1, LogLevel.Information, "ConfigDrive operator {Version} in namespace {Namespace}, with {Settings}")]
        public static partial void Starting(ILogger logger, string version, string @namespace, string settings);
    }
}
