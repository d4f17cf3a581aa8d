namespace ConfigDrive.Cluster.Tests.Claims;

/// <summary>The tests that share one full cluster.</summary>
[CollectionDefinition(Name)]
public sealed class ClaimsCollection : ICollectionFixture<ClaimsFixture>
{
    public const string Name = "Claims";
}
