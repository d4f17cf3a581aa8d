namespace ConfigDrive.Cluster.Tests.VirtualMachines;

/// <summary>The tests that share one cluster in which KubeVirt is played.</summary>
[CollectionDefinition(Name)]
public sealed class VirtualMachineCollection : ICollectionFixture<VirtualMachineFixture>
{
    public const string Name = "VirtualMachines";
}
