namespace ConfigDrive.Kubernetes.Tests.Client;

public sealed class LabelSelectorTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["track"] = "canary", ["example.org/team"] = "a.b-c", ["empty"] = "" };

    [Theory]
    [InlineData("", true)]
    [InlineData("track", true)]
    [InlineData("other", false)]
    [InlineData("!track", false)]
    [InlineData("! other", true)]
    [InlineData("track=canary", true)]
    [InlineData("track == canary", true)]
    [InlineData("track=Canary", false)]
    [InlineData("track!=canary", false)]
    [InlineData("other!=canary", true)]
    [InlineData("empty=", true)]
    [InlineData("track=", false)]
    [InlineData("track in (stable, canary)", true)]
    [InlineData("track in (stable)", false)]
    [InlineData("other in (stable)", false)]
    [InlineData("track notin (canary,stable)", false)]
    [InlineData("other notin (canary)", true)]
    [InlineData("track=canary,example.org/team in (a.b-c),!other", true)]
    [InlineData("track=canary , example.org/team!=a.b-c", false)]
    [InlineData("in in (in)", false)]
    public void Selector_OfKubectl_SelectsAsKubernetesDoes(string text, bool selects)
    {
        Assert.Equal(selects, LabelSelector.TryParse(text)!.Matches(Labels));
    }

    [Theory]
    [InlineData("track=canary", false)]
    [InlineData("track!=canary", true)]
    [InlineData("", true)]
    public void Selector_OfAnObjectWithoutLabels_IsAsOfOneWithoutTheLabel(string text, bool selects)
    {
        Assert.Equal(selects, LabelSelector.TryParse(text)!.Matches(null));
    }

    [Theory]
    [InlineData("=canary")]
    [InlineData("track=a b")]
    [InlineData("track=canary,")]
    [InlineData("track=canary;other=x")]
    [InlineData("track in canary")]
    [InlineData("track in (canary")]
    [InlineData("track=-a")]
    [InlineData("-track")]
    [InlineData("a/b/c")]
    [InlineData("track>1")]
    public void Text_ThatIsNoSelector_IsRefused(string text)
    {
        Assert.Null(LabelSelector.TryParse(text));
    }

    [Fact]
    public void Keys_OfASelector_AreTheLabelsThatItReads()
    {
        Assert.Equal(["a", "b", "c"], LabelSelector.TryParse("a=1,!b,c in (x),a!=2")!.Keys);
    }
}
