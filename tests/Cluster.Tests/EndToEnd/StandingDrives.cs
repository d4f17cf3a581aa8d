namespace ConfigDrive.Cluster.Tests.EndToEnd;

/// <summary>Drives in several namespaces, on each kind of storage, which the operator serves through all that happens.</summary>
/// <param name="Files">One drive, web-1, on a file system whose volume waits for its first consumer.</param>
/// <param name="Bound">Three on volumes that are bound at once, by one node at a time; one of them of everything that a drive can be made of.</param>
/// <param name="Blocks">Two on block devices.</param>
internal sealed record StandingDrives(Tenant Files, Tenant Bound, Tenant Blocks)
{
    public IReadOnlyList<Tenant> All => [Files, Bound, Blocks];

    public static async Task<StandingDrives> ApplyAsync(EndToEndFixture cluster)
    {
        var drives = new StandingDrives(await cluster.NewTenantAsync(), await cluster.NewTenantAsync(), await cluster.NewTenantAsync());
        await drives.Files.ApplyAsync(Drives.Some(1));
        await drives.Bound.ApplyAsync(Drives.Some(2, "storageClassName: local-immediate, accessModes: [ReadWriteOnce], size: 2Mi"));
        await drives.Bound.ApplyAsync(Drives.OfEverything);
        await drives.Blocks.ApplyAsync(Drives.Some(2, "storageClassName: local-block, volumeMode: Block"));
        foreach (var tenant in drives.All)
        {
            await tenant.SettledAsync();
        }

        return drives;
    }

    /// <summary>Asserts that all of them are what <c>render</c> gives.</summary>
    public async Task AssertHoldWhatRenderGivesAsync()
    {
        foreach (var tenant in All)
        {
            await tenant.AssertHoldsWhatRenderGivesAsync();
        }
    }
}
