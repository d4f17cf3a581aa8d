using System.CommandLine;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Commands;

/// <summary>The operator's settings that end up on drives; <c>run</c> and <c>render</c> share them, so that both make the same bytes.</summary>
internal sealed class ContentDefaultsOptions
{
    private static readonly ContentDefaults BuiltIn = new();

    private readonly Option<string> volumeLabel = new("--volume-label")
    {
        Description = "Volume label of drives whose spec names none",
        DefaultValueFactory = _ => BuiltIn.VolumeLabel,
    };

    private readonly Option<string?> availabilityZone = new("--availability-zone")
    {
        Description = "Availability zone when neither spec nor node tells one",
    };

    private readonly Option<string?> cloudName = new("--cloud-name") { Description = "Name of the cloud, for guests" };
    private readonly Option<string?> cloudIdentifier = new("--cloud-identifier") { Description = "Identifier of the cloud, for guests" };

    public void AddTo(Command command)
    {
        command.Options.Add(volumeLabel);
        command.Options.Add(availabilityZone);
        command.Options.Add(cloudName);
        command.Options.Add(cloudIdentifier);
    }

    public ContentDefaults Read(ParseResult parsed) => new()
    {
        VolumeLabel = parsed.GetRequiredValue(volumeLabel),
        AvailabilityZone = parsed.GetValue(availabilityZone),
        CloudName = parsed.GetValue(cloudName),
        CloudIdentifier = parsed.GetValue(cloudIdentifier),
    };
}
