using System.Text.RegularExpressions;

namespace ConfigDrive.Operator.Tests;

/// <summary>docs/reference/cloudstack-scenarios.md says the truth.</summary>
public sealed partial class ScenarioTableTests
{
    private static readonly string[] Rows =
        [.. File.ReadLines(RepositoryRoot.File("docs", "reference", "cloudstack-scenarios.md")).Where(line => Number().IsMatch(line))];

    [Fact]
    public void Scenarios_AreAllThere_EachWithATestOrAReason()
    {
        Assert.Equal(Enumerable.Range(1, 72), Rows.Select(row => int.Parse(Number().Match(row).Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.All(Rows, row => Assert.True(TestName().IsMatch(row) || row.Contains("no counterpart", StringComparison.Ordinal), row));
    }

    [Fact]
    public void Tests_ThatTheTableNames_Exist()
    {
        var methods = Directory.EnumerateFiles(RepositoryRoot.File("tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Method().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["name"].Value)
            .ToHashSet();
        var named = Rows.SelectMany(row => TestName().Matches(row)).Select(match => match.Groups["name"].Value).Distinct().ToList();

        Assert.Empty(named.Except(methods));
    }

    [GeneratedRegex(@"^\| (?<number>\d+) \|", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();

    [GeneratedRegex("`(?<name>[A-Za-z0-9]+_[A-Za-z0-9_]+)`", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex TestName();

    [GeneratedRegex(@"\[(Fact|Theory)\b[\s\S]*?public (async )?(Task|void) (?<name>[A-Za-z0-9_]+)\(", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Method();
}
