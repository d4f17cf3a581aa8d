namespace ConfigDrive.Cluster.Tests.Primary;

/// <summary>The tests that share one full cluster.</summary>
[CollectionDefinition(Name)]
public sealed class PrimaryCollection : ICollectionFixture<PrimaryFixture>
{
    public const string Name = "Primary";
}
