namespace ConfigDrive.Iso.Tests.Support;

internal static class ContentExtensions
{
    /// <summary>All bytes of a content.</summary>
    public static byte[] Bytes(this IsoContent content)
    {
        using var source = content.Open();
        using var target = new MemoryStream();
        source.CopyTo(target);
        return target.ToArray();
    }
}
