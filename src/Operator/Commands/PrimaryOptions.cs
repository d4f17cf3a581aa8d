using System.CommandLine;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Claims;

namespace ConfigDrive.Operator.Commands;

/// <summary>What claims are like where a ConfigDrive does not say.</summary>
internal sealed class PrimaryOptions
{
    private static readonly PrimaryDefaults BuiltIn = new();

    private readonly Option<string?> storageClass = new("--primary-storage-class") { Description = "Storage class of claims; default: the cluster's" };

    private readonly Option<AccessMode[]> accessModes = new("--primary-access-modes")
    {
        Description = "Access modes of claims; live migration needs ReadWriteMany",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [.. BuiltIn.AccessModes],
        CustomParser = argument =>
        {
            List<AccessMode> modes = [];
            foreach (var name in argument.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries)))
            {
                if (Enum.GetNames<AccessMode>().Contains(name))
                {
                    modes.Add(Enum.Parse<AccessMode>(name));
                }
                else
                {
                    argument.AddError($"--primary-access-modes: '{name}' is none of {string.Join(", ", Enum.GetNames<AccessMode>())}.");
                }
            }

            return [.. modes.Distinct()];
        },
    };

    private readonly Option<VolumeMode> volumeMode = new("--primary-volume-mode")
    {
        Description = "Volume mode of claims: Filesystem or Block",
        DefaultValueFactory = _ => BuiltIn.VolumeMode,
    };

    private readonly Option<ResourceQuantity> size = new("--primary-size")
    {
        Description = "Size of claims",
        DefaultValueFactory = _ => BuiltIn.Size,
        CustomParser = argument =>
        {
            var quantity = new ResourceQuantity(argument.Tokens.Single().Value);
            try
            {
                if (quantity.ToInt64() > 0)
                {
                    return quantity;
                }
            }
            catch (FormatException)
            {
                // Told below.
            }

            argument.AddError($"--primary-size: '{quantity}' is no quantity of bytes above zero, such as 16Mi.");
            return null;
        },
    };

    public void AddTo(Command command)
    {
        command.Options.Add(storageClass);
        command.Options.Add(accessModes);
        command.Options.Add(volumeMode);
        command.Options.Add(size);
    }

    public PrimaryDefaults Read(ParseResult parsed) => new()
    {
        StorageClassName = parsed.GetValue(storageClass) is { Length: > 0 } name ? name : null,
        AccessModes = parsed.GetRequiredValue(accessModes),
        VolumeMode = parsed.GetRequiredValue(volumeMode),
        Size = parsed.GetRequiredValue(size),
    };
}
