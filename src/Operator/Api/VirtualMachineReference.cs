using System.ComponentModel;
using ConfigDrive.Kubernetes.CustomResources;

namespace ConfigDrive.Operator.Api;

[Description("A KubeVirt VirtualMachine in the same namespace.")]
public sealed record VirtualMachineReference
{
    [Description("Name of the VirtualMachine.")]
    [Schema(MinLength = 1, MaxLength = 253, Pattern = $"^{NamePattern.Subdomain}$", PatternInWords = NamePattern.SubdomainInWords)]
    public required string Name { get; init; }
}
