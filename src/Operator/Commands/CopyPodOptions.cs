using System.CommandLine;
using ConfigDrive.Operator.Claims;

namespace ConfigDrive.Operator.Commands;

/// <summary>The settings of copy pods.</summary>
internal sealed class CopyPodOptions
{
    private readonly Option<string?> image = new("--copy-image")
    {
        Description = "Image of this program for the pods that copy drives to their claims; without it drives end in the secondary store",
    };

    private readonly Option<string> imagePullPolicy = new("--copy-image-pull-policy")
    {
        Description = "When nodes pull that image: Always, IfNotPresent or Never",
        DefaultValueFactory = _ => "IfNotPresent",
    };

    private readonly Option<string[]> imagePullSecrets = new("--copy-image-pull-secrets")
    {
        Description = "Secrets to pull that image with; they must exist in the namespaces of the ConfigDrives",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<TimeSpan> deadline = DurationOption.Create(
        "--copy-deadline", "How long one copy pod may take before another replaces it", TimeSpan.FromMinutes(5));

    public CopyPodOptions() => imagePullPolicy.AcceptOnlyFromAmong("Always", "IfNotPresent", "Never");

    public void AddTo(Command command)
    {
        command.Options.Add(image);
        command.Options.Add(imagePullPolicy);
        command.Options.Add(imagePullSecrets);
        command.Options.Add(deadline);
    }

    public CopyPodSettings? Read(ParseResult parsed) => parsed.GetValue(image) is { Length: > 0 } given
        ? new()
        {
            Image = given,
            ImagePullPolicy = parsed.GetRequiredValue(imagePullPolicy),
            ImagePullSecrets = [.. parsed.GetRequiredValue(imagePullSecrets).SelectMany(names => names.Split(',', StringSplitOptions.RemoveEmptyEntries))],
            Deadline = parsed.GetRequiredValue(deadline),
        }
        : null;
}
