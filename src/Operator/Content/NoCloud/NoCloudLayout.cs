namespace ConfigDrive.Operator.Content.NoCloud;

/// <summary>
/// The files that cloud-init's NoCloud finds in the root of a volume labelled <c>cidata</c> (cloudinit/sources/DataSourceNoCloud.py).
/// </summary>
internal static class NoCloudLayout
{
    /// <summary>The files of <paramref name="content"/>.</summary>
    public static IEnumerable<DriveFile> Files(DriveContent content) => [];
}
