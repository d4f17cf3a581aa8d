namespace ConfigDrive.Kubernetes.Tests;

internal static class TestObject
{
    public static V1PartialObjectMetadata Create(string name, long version = 1, string ns = "ns", params string[] labels) => new()
    {
        ApiVersion = "v1",
        Kind = "Pod",
        Metadata = new()
        {
            Namespace = ns,
            Name = name,
            Uid = $"uid-{name}",
            ResourceVersion = $"{version}",
            Labels = labels.Length == 0 ? null : labels.ToDictionary(label => label, _ => ""),
        },
    };
}
