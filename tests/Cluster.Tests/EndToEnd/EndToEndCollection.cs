using Xunit.Sdk;
using Xunit.v3;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

/// <summary>
/// The operator as users run it: its image, installed by Helm, on a cluster with a real node, judged from outside. The scenarios share one installed
/// operator, one after the other; <c>hack/e2e</c> starts the cluster and runs them inside it.
/// </summary>
[CollectionDefinition(Name)]
[Trait("Category", Name)]
[TestClassOrderer<ScenarioOrder>]
public sealed class EndToEndCollection : ICollectionFixture<EndToEndFixture>
{
    public const string Name = "EndToEnd";
}

/// <summary>The order of the scenarios: from the installation to its removal, what the audit log shows of all of them, and then the load.</summary>
public sealed class ScenarioOrder : ITestClassOrderer
{
    private static readonly Type[] Scenarios =
    [
        typeof(InstallTests), typeof(FillTests), typeof(OperatorRestartTests), typeof(BlockedCopyTests), typeof(HundredTests), typeof(SwapTests), typeof(KillTests),
        typeof(StoreTests), typeof(ApiServerTests), typeof(UpgradeTests), typeof(MigrationTests), typeof(AskingTests), typeof(RemovalTests), typeof(RightsTests), typeof(SoakTests), typeof(UninstallTests),
    ];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestClass?> OrderTestClasses<TTestClass>(IReadOnlyCollection<TTestClass?> testClasses)
        where TTestClass : notnull, ITestClass =>
        [.. testClasses.OrderBy(scenario => Array.FindIndex(Scenarios, type => type.FullName == scenario?.TestClassName))];
}
