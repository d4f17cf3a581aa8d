using System.Security.Cryptography;
using System.Text;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Content.CloudStack;

/// <summary>
/// The tree <c>cloudstack/</c>, as CloudStack's server writes it (ConfigDriveBuilder.java, NetworkModel.java), with three differences:
/// <list type="bullet">
/// <item>each name with a hyphen has a twin with underscores, which afterburn and CloudStack's older guest scripts read;</item>
/// <item>the MD5 checksum has all its 32 digits (the server drops leading zeros);</item>
/// <item>text is UTF-8 as it is (the server writes what is not ASCII as <c>\uXXXX</c>).</item>
/// </list>
/// Values stand alone: no line break is added. A blank value has no file.
/// </summary>
internal static class CloudStackLayout
{
    /// <summary>The files of <paramref name="content"/>.</summary>
    public static IEnumerable<DriveFile> Files(DriveContent content)
    {
        foreach (var (name, value) in CloudStackMetadata.Of(content))
        {
            foreach (var file in WithTwin("metadata", name, name is CloudStackMetadata.PublicKeys ? content.AuthorizedKeys : Encoding.UTF8.GetBytes(value)))
            {
                yield return file;
            }
        }

        foreach (var (key, value) in content.Metadata.Extra)
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                yield return new DriveFile($"cloudstack/metadata/{key}.txt", Encoding.UTF8.GetBytes(value));
            }
        }

        if (content.UserData is { } userData)
        {
            yield return new DriveFile("cloudstack/userdata/user_data.txt", userData);
        }

        foreach (var file in PasswordFiles(content))
        {
            yield return file;
        }
    }

    private static IEnumerable<DriveFile> PasswordFiles(DriveContent content)
    {
        if (content.Password is { IsHash: false, Text: var password })
        {
            yield return new DriveFile("cloudstack/password/vm_password.txt", Encoding.UTF8.GetBytes(password));
            if (content.GuestOS is GuestOS.Windows)
            {
                foreach (var file in WithTwin("password", "vm-password-md5checksum", Encoding.ASCII.GetBytes(Checksum(password))))
                {
                    yield return file;
                }
            }
        }
    }

    private static IEnumerable<DriveFile> WithTwin(string directory, string name, ReadOnlyMemory<byte> content)
    {
        yield return new DriveFile($"cloudstack/{directory}/{name}.txt", content);
        if (name.Replace('-', '_') is var twin && twin != name)
        {
            yield return new DriveFile($"cloudstack/{directory}/{twin}.txt", content);
        }
    }

    // CloudStack's Windows script compares this digest with the last one, to see whether the password is new; it protects nothing.
#pragma warning disable CA5351
    private static string Checksum(string password) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(password)));
#pragma warning restore CA5351
}
