namespace ConfigDrive.Operator.Tests.Content;

/// <summary>What a drive brings into its guest, so that the guest applies password and keys after its first start, too.</summary>
public sealed class GuestHookTests
{
    private const string Script = "configdrive/configdrive-guest";

    [Theory]
    [InlineData("{}")]
    [InlineData("guestHook: EachStart")]
    [InlineData("layouts: [OpenStack]")]
    public void Drive_OfALinuxGuest_BringsTheScript_AndTwoPartsThatStartIt(string spec)
    {
        var tree = new Drive { Spec = spec }.Tree;
        var parts = Parts(tree);

        Assert.Equal([Script], tree.Paths.Where(path => path.StartsWith("configdrive/", StringComparison.Ordinal)));
        Assert.Equal(2, parts.Count);
        Assert.StartsWith("#cloud-boothook\n#!/bin/sh\n", parts[0], StringComparison.Ordinal);
        Assert.EndsWith(" configdrive-guest early \"$drive\"\n", parts[0], StringComparison.Ordinal);
        Assert.StartsWith("#!/bin/sh\n", parts[1], StringComparison.Ordinal);
        Assert.EndsWith(" configdrive-guest start \"$drive\"\n", parts[1], StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains("findfs LABEL=config-2 ", part, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("guestHook: None")]
    [InlineData("layouts: [CloudStack]")]
    [InlineData("guestOS: Windows")]
    public void Drive_WithoutGuestHook_BringsNothing(string spec)
    {
        var tree = new Drive { Spec = spec }.Tree;

        Assert.DoesNotContain(tree.Paths, path => path.StartsWith("configdrive/", StringComparison.Ordinal));
        Assert.False(tree.Has("openstack/latest/vendor_data.json"));
    }

    /// <summary>The manual is for those who read the file; the interpreter, the licence and every line that does something are on the drive.</summary>
    [Fact]
    public void Script_OnTheDrive_IsTheRepositorysWithoutItsComments()
    {
        var lines = File.ReadAllLines(RepositoryRoot.File("guest", "configdrive-guest"));

        Assert.Equal(
            [.. lines[..2], .. lines[2..].Where(line => !line.StartsWith('#'))],
            new Drive().Tree.Text(Script).TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Live_BringsUnitAndRule_ForTheLabelOfTheDrive()
    {
        var tree = new Drive { Spec = "guestHook: Live" }.Tree;
        var labelled = new Drive { Spec = "guestHook: Live\nvolumeLabel: mine" }.Tree;

        Assert.Equal(
            ["configdrive/90-configdrive.rules", Script, "configdrive/configdrive@.service"],
            tree.Paths.Where(path => path.StartsWith("configdrive/", StringComparison.Ordinal)));
        Assert.Contains("ENV{ID_FS_LABEL}==\"config-2|CONFIG-2|cidata|CIDATA\"", tree.Text("configdrive/90-configdrive.rules"), StringComparison.Ordinal);
        Assert.Contains("ENV{ID_FS_LABEL}==\"mine\"", labelled.Text("configdrive/90-configdrive.rules"), StringComparison.Ordinal);
        Assert.Contains("findfs LABEL=mine ", Parts(labelled)[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EachStart")]
    [InlineData("None")]
    public void Password_Due_IsInTheScriptsFile_WithWhatTellsOneDeliveryFromAnother(string hook)
    {
        var file = new Drive { Spec = $"guestHook: {hook}" }.WithPassword("s3cret!\n").Tree.Text("configdrive/password");

        Assert.Matches("^id=[0-9a-f]{10}\nuser=\npassword=s3cret!\n$", file);
    }

    [Fact]
    public void Password_OfAUser_OrHashed_SaysSo()
    {
        var drive = new Drive().WithSecret("s", "k", "$6$salt$hash") with { PasswordDue = true };
        var file = (drive with { Spec = "password: {secretKeyRef: {name: s, key: k}, user: ada, hashed: true}" }).Tree.Text("configdrive/password");

        Assert.EndsWith("\nuser=ada\nhash=$6$salt$hash\n", file, StringComparison.Ordinal);
    }

    [Fact]
    public void Delivery_IsAnother_ForAnotherPasswordUserOrVirtualMachine_AndTheSameOtherwise()
    {
        var drive = new Drive().WithPassword("s3cret!");
        var others = new[]
        {
            new Drive().WithPassword("s3cret?"),
            drive with { Spec = "password: {secretKeyRef: {name: web-1-password, key: password}, user: ada}" },
            drive with { VirtualMachine = "metadata: {name: web-2, namespace: tenant-a}" },
        };

        Assert.Equal(Delivery(drive), Delivery(new Drive { Spec = "metadata: {hostname: other}" }.WithPassword("s3cret!")));
        Assert.Equal(4, others.Append(drive).Select(Delivery).Distinct().Count());
    }

    [Fact]
    public void Keys_AreTheSameBytesAsCloudStacks()
    {
        var tree = new Drive { Spec = $"sshPublicKeys: [{{inline: \"{Keys.Ed25519}\"}}]" }.Tree;

        Assert.Equal(Keys.Ed25519, tree.Text("configdrive/authorized_keys"));
        Assert.Same(tree.Content("cloudstack/metadata/public-keys.txt"), tree.Content("configdrive/authorized_keys"));
    }

    private static string Delivery(Drive drive) => drive.Tree.Text("configdrive/password").Split('\n')[0];

    private static List<string> Parts(DriveTree tree) =>
        [.. tree.Json("openstack/latest/vendor_data.json").GetProperty("cloud-init").EnumerateArray().Select(part => part.GetString()!)];
}
