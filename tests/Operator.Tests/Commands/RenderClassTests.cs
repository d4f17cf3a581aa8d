using System.Text;

namespace ConfigDrive.Operator.Tests.Commands;

/// <summary><c>render</c> takes the class that the operator takes; each class here gives its name as the volume label.</summary>
public sealed class RenderClassTests : IDisposable
{
    private const int VolumeLabel = (16 * 2048) + 40; // in the primary volume descriptor

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("configdrive-render-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("", "standard")]
    [InlineData("className: gold", "gold")]
    [InlineData("className: \"\"", "config-2")]
    public async Task Drive_HasTheClassThatItNames_ElseTheDefault(string className, string label)
    {
        var run = await RenderAsync(className, Class("standard", isDefault: true), Class("gold"));

        Assert.Equal(new CommandRun(0, "", ""), run);
        var image = await File.ReadAllBytesAsync(Path.Combine(folder.FullName, "out.iso"), TestContext.Current.CancellationToken);
        Assert.Equal(label, Encoding.ASCII.GetString(image, VolumeLabel, 32).TrimEnd());
    }

    [Fact]
    public async Task Drive_OfAClassThatIsNotAmongTheManifests_IsRefused()
    {
        var run = await RenderAsync("className: gold", Class("standard", isDefault: true));

        Assert.Equal(new CommandRun(2, "", "ConfigDrive default/web: spec.className: the manifests contain no ConfigDriveClass gold; add its file with -f\n"), run);
    }

    [Fact]
    public async Task Drive_ThatNamesNoneOfTwoDefaultClasses_IsRefused()
    {
        var run = await RenderAsync("", Class("standard", isDefault: true), Class("gold", isDefault: true));

        Assert.Equal(new CommandRun(2, "", "There are several default ConfigDriveClasses (gold, standard): name one in spec.className\n"), run);
    }

    private Task<CommandRun> RenderAsync(string className, params string[] classes)
    {
        string[] manifests =
        [
            $"apiVersion: configdrive.dev/v1alpha1\nkind: ConfigDrive\nmetadata: {{name: web}}\nspec:\n  virtualMachineRef: {{name: web}}\n  {className}\n",
            "apiVersion: kubevirt.io/v1\nkind: VirtualMachine\nmetadata: {name: web}\nspec: {runStrategy: Halted, template: {spec: {domain: {devices: {}}}}}\n",
            .. classes,
        ];
        return CommandRun.WithInputAsync(string.Join("---\n", manifests), "render", "-f", "-", "-o", Path.Combine(folder.FullName, "out.iso"));
    }

    private static string Class(string name, bool isDefault = false) =>
        $"apiVersion: configdrive.dev/v1alpha1\nkind: ConfigDriveClass\nmetadata: {{name: {name}, annotations: {{configdrive.dev/is-default-class: \"{(isDefault ? "true" : "false")}\"}}}}\nspec: {{defaults: {{volumeLabel: {name}}}}}\n";
}
