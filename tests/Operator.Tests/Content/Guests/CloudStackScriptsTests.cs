using System.Text;

namespace ConfigDrive.Operator.Tests.Content.Guests;

/// <summary>
/// The rules of CloudStack's own guest scripts (apache/cloudstack, <c>setup/bindir/</c>); each test names the script.
/// </summary>
public sealed class CloudStackScriptsTests
{
    /// <summary><c>cloud-get-vm-data-configdrive.in</c>: names with hyphens.</summary>
    [Fact]
    public void GetVmData_FindsEveryFileThatItReads()
    {
        var tree = SampleDrives.Full.Tree;

        Assert.All(
            [
                "metadata/availability-zone", "metadata/cloud-identifier", "metadata/instance-id", "metadata/local-hostname", "metadata/local-ipv4", "metadata/public-ipv4",
                "metadata/service-offering", "metadata/vm-id", "metadata/public-keys", "userdata/user_data", "password/vm_password",
            ],
            name => Assert.True(tree.Has($"cloudstack/{name}.txt"), name));
    }

    /// <summary>
    /// <c>cloud-set-guest-sshkey-password-userdata-configdrive.in</c>: an empty password or <c>saved_password</c> is none.
    /// </summary>
    [Theory]
    [MemberData(nameof(GuestSamples.WithCloudStack), MemberType = typeof(GuestSamples))]
    public void SetPassword_FindsAPasswordOrNoFile(string sample)
    {
        var tree = GuestSamples.Tree(sample);

        Assert.True(!tree.Has("cloudstack/password/vm_password.txt") || tree.Text("cloudstack/password/vm_password.txt") is { Length: > 0 } and not "saved_password");
    }

    /// <summary>
    /// <c>cloud-set-guest-sshkey-configdrive.in</c>, the older one: <c>public_keys.txt</c>; the newer one: <c>public-keys.txt</c>.
    /// </summary>
    [Fact]
    public void SetSshKey_FindsTheKeysUnderBothNames_AsOneFile()
    {
        var tree = SampleDrives.CloudStackOnly.Tree;

        Assert.Equal(Keys.Ed25519, tree.Text("cloudstack/metadata/public-keys.txt"));
        Assert.Same(tree.Content("cloudstack/metadata/public-keys.txt"), tree.Content("cloudstack/metadata/public_keys.txt"));
    }

    /// <summary>
    /// <c>cloud-set-windows-guest-password-configdrive.bat.in</c> opens <c>VM_PASSWORD.txt</c> and <c>VM_PASSWORD_MD5CHECKSUM.txt</c> and
    /// reads the first line of each; file names have no case on Windows.
    /// </summary>
    [Fact]
    public void SetWindowsPassword_FindsBothFiles()
    {
        var tree = SampleDrives.Windows.Tree;

        Assert.Contains("CLOUDSTACK/PASSWORD/VM_PASSWORD.TXT", tree.Paths, StringComparer.OrdinalIgnoreCase);
        Assert.Contains("CLOUDSTACK/PASSWORD/VM_PASSWORD_MD5CHECKSUM.TXT", tree.Paths, StringComparer.OrdinalIgnoreCase);
        Assert.Equal("000063bfeb366b2da6d9538766b50e3b", tree.Text("cloudstack/password/vm_password_md5checksum.txt"));
    }

    /// <summary>The scripts take a file's content as the value: nothing before, nothing behind.</summary>
    [Theory]
    [MemberData(nameof(GuestSamples.WithCloudStack), MemberType = typeof(GuestSamples))]
    public void Values_StandAlone(string sample)
    {
        var tree = GuestSamples.Tree(sample);
        var values = tree.Paths.Where(path => path.StartsWith("cloudstack/metadata/", StringComparison.Ordinal) || path.StartsWith("cloudstack/password/", StringComparison.Ordinal));

        Assert.All(values, path =>
        {
            Assert.Equal(tree.Text(path).Trim(), tree.Text(path));
            Assert.False(tree.Bytes(path).AsSpan().StartsWith(Encoding.UTF8.Preamble));
        });
    }
}
