using k8s;
using k8s.Models;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

/// <summary>The rights of config/rbac, against what the audit log shows of all scenarios before. A right that no test needs is a right too many.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class RightsTests(EndToEndFixture cluster)
{
    private const string OfTheRelease = "app.kubernetes.io/instance=configdrive-operator";

    /// <summary>Those that no request can show here, and why they are needed.</summary>
    private static readonly Dictionary<string, string> Unseen = new()
    {
        ["update configdrives/finalizers (configdrive.dev)"] =
            "asked for by OwnerReferencesPermissionEnforcement, which is on here, within the request that creates a claim or a pod",
        ["update virtualmachines/finalizers (kubevirt.io)"] =
            "the same, within the request that creates the ConfigDrive of a VirtualMachine that asks for one",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rights_OfTheOperator_AreAllUsedAndNoneIsMissed()
    {
        EndToEndFixture.Need();

        var rights = new Rights(await GrantedAsync(), cluster.Audit.Requests());

        Assert.Empty(rights.Missed);
        Assert.Equal(Unseen.Keys, rights.Unused);
    }

    private async Task<IEnumerable<Right>> GrantedAsync()
    {
        var everywhere = await cluster.Client.RbacAuthorizationV1.ListClusterRoleAsync(labelSelector: OfTheRelease, cancellationToken: Token);
        var own = await cluster.Client.RbacAuthorizationV1.ListRoleForAllNamespacesAsync(labelSelector: OfTheRelease, cancellationToken: Token);
        return everywhere.Items.Where(role => !IsOfPeople(role.Name())).SelectMany(role => Right.From(null, role.Rules))
            .Concat(own.Items.SelectMany(role => Right.From(role.Namespace(), role.Rules)));
    }

    private static bool IsOfPeople(string role) => role.Contains("-edit", StringComparison.Ordinal) || role.Contains("-view", StringComparison.Ordinal);
}
