using ConfigDrive.Operator.Library;

namespace ConfigDrive.Operator.Tests.Library;

public sealed class LibraryPathTests
{
    [Fact]
    public void Path_OfAVirtualMachine_IsAsTheDesignFixesIt() =>
        Assert.Equal("ConfigDrive/tenant-a/web-1/configdrive.iso", new LibraryPath(new("tenant-a", "web-1")).ToString());

    [Fact]
    public void Parse_OfAPath_GivesItBack()
    {
        var path = new LibraryPath(new("tenant-a", "web-1.example"));

        Assert.Equal(path, LibraryPath.Parse(path.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ConfigDrive/../../etc/configdrive.iso")]
    [InlineData("ConfigDrive/a/../configdrive.iso")]
    [InlineData("ConfigDrive/a/b/c/configdrive.iso")]
    [InlineData("/ConfigDrive/a/b/configdrive.iso")]
    [InlineData("ConfigDrive/a/b/other.iso")]
    [InlineData("ConfigDrive/A/b/configdrive.iso")]
    [InlineData("ConfigDrive/a/b\n/configdrive.iso")]
    public void Parse_OfAnythingElse_GivesNothing(string path) => Assert.Null(LibraryPath.Parse(path));

    [Theory]
    [InlineData("..")]
    [InlineData("../web")]
    [InlineData("")]
    [InlineData("-web")]
    public void File_OfANameThatKubernetesForbids_IsRefused(string name) =>
        Assert.Throws<InvalidOperationException>(() => new SecondaryStore("/nonexistent").StateOf(new LibraryPath(new("tenant-a", name))));
}
