using System.CommandLine;
using ConfigDrive.Operator.Telemetry;

namespace ConfigDrive.Operator.Commands;

/// <summary><c>run</c>: the controller.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var command = new Command("run", "Run the controller");
        var read = RunOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = read(parsed);
            using var export = OpenTelemetryExport.Start();
            using var loggers = Logging.Create(options.LogLevel, options.LogFormat);
            await new ConfigDriveOperator(options.Settings, Configure(options.Settings), loggers, TimeProvider.System).RunAsync(cancellationToken);
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
}
