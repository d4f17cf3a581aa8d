namespace ConfigDrive.Cluster.Tests.Attachment;

/// <summary>The tests that share one cluster in which KubeVirt is played.</summary>
[CollectionDefinition(Name)]
public sealed class AttachmentCollection : ICollectionFixture<AttachmentFixture>
{
    public const string Name = "Attachment";
}
