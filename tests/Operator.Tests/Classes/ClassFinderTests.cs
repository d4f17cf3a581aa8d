using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Classes;
using ConfigDrive.Operator.Cluster;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Tests.Cluster;

namespace ConfigDrive.Operator.Tests.Classes;

/// <summary>Which class a ConfigDrive has.</summary>
public sealed class ClassFinderTests : IDisposable
{
    private readonly ScriptedApi api = new();
    private readonly ClusterCache cluster;

    public ClassFinderTests() => cluster = FilledCaches.Create(api.Client);

    public void Dispose() => api.Dispose();

    [Fact]
    public void Drive_ThatNamesAClass_HasItAndNotTheDefault()
    {
        Show(Class("standard", isDefault: true), Class("gold"));

        Assert.Equal("gold", Find("gold").Class?.Metadata.Name);
    }

    [Fact]
    public void Drive_ThatNamesNone_HasTheDefault()
    {
        Show(Class("standard", isDefault: true), Class("gold"));

        Assert.Equal("standard", Find(null).Class?.Metadata.Name);
    }

    [Fact]
    public void Drive_ThatNamesNoneWhereNoneIsTheDefault_HasNone()
    {
        Show(Class("gold"));

        Assert.Equal(new ClassChoice(null), Find(null));
    }

    [Fact]
    public void Drive_WithTheEmptyName_HasNoneAlthoughThereIsADefault()
    {
        Show(Class("standard", isDefault: true));

        Assert.Equal(new ClassChoice(null), Find("", madeWith: "standard"));
    }

    [Fact]
    public void Drive_OfAClassThatDoesNotExist_SaysSo()
    {
        var fault = Find("gold").Fault!;

        Assert.Equal((StepOutcome.Waiting, Reasons.ClassNotFound), (fault.Outcome, fault.Reason));
        Assert.Contains("\"gold\"", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Drive_WhereTwoClassesAreTheDefault_NamesBoth()
    {
        Show(Class("b", isDefault: true), Class("a", isDefault: true));

        var fault = Find(null).Fault!;

        Assert.Equal(Reasons.DefaultClassAmbiguous, fault.Reason);
        Assert.Contains("\"a\" and \"b\"", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "no longer the default")]
    [InlineData(false, "does not exist")]
    public void Drive_WhoseDefaultClassIsNoMore_IsNotADriveWithoutClass(bool exists, string why)
    {
        Show(exists ? [Class("standard")] : []);

        var fault = Find(null, madeWith: "standard").Fault!;

        Assert.Equal(Reasons.ClassNotFound, fault.Reason);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Drive_WhereAClassCannotBeRead_DoesNotTakeThatForAbsent()
    {
        cluster.Classes.Classes.Store.SetUnreadable(new UnreadableObject(new NamespacedName("", "gold"), "spec.rollout", ""));

        Assert.Equal(Reasons.ObjectUnreadable, Find("gold").Fault?.Reason);
        Assert.Equal(Reasons.ObjectUnreadable, Find(null).Fault?.Reason);
    }

    private ClassChoice Find(string? className, string? madeWith = null)
    {
        var drive = FilledCaches.Drive("web", status: new ConfigDriveStatus { ClassName = madeWith });
        return ClassFinder.Find(drive with { Spec = drive.Spec with { ClassName = className } }, cluster.Classes);
    }

    private void Show(params V1Alpha1ConfigDriveClass[] classes) => cluster.Classes.Classes.Show(classes);

    private static V1Alpha1ConfigDriveClass Class(string name, bool isDefault = false) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Annotations = isDefault ? new() { ["configdrive.dev/is-default-class"] = "true" } : null },
    };
}
