namespace ConfigDrive.Operator.Tests.Content.Guests;

/// <summary>The sample drives, by what a guest needs of them.</summary>
internal static class GuestSamples
{
    /// <summary>Samples with <c>openstack/latest</c>.</summary>
    public static TheoryData<string> WithOpenStack => Having("openstack/latest/meta_data.json");

    /// <summary>Samples with <c>cloudstack/</c>.</summary>
    public static TheoryData<string> WithCloudStack => Having("cloudstack/metadata/instance-id.txt");

    /// <summary>Samples with NoCloud's files in the root.</summary>
    public static TheoryData<string> WithNoCloud => Having("meta-data");

    /// <summary>The tree of a sample.</summary>
    public static DriveTree Tree(string name) => SampleDrives.All[name].Tree;

    private static TheoryData<string> Having(string path) => [.. SampleDrives.All.Where(sample => sample.Value.Tree.Has(path)).Select(sample => sample.Key)];
}
