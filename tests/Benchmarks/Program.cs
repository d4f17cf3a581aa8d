using ConfigDrive.Benchmarks;
using ConfigDrive.Benchmarks.LargeDrives;
using ConfigDrive.Benchmarks.Reporting;
using ConfigDrive.Benchmarks.SmallDrives;
using ConfigDrive.Benchmarks.WholeSystem;

// ConfigDrive.Benchmarks [SCENARIO…]: measures the scenarios that are named, or all; prints a table in Markdown.
if (args is [ResidentMemory.Argument, var target])
{
    await ResidentMemory.RunAsync(target, Console.Out);
    return 0;
}

IScenario[] all = [new SmallDrive(), new LargeDrive(), new OperatorAndPeer(1_000), new OperatorAndPeer(10_000), new ClassChange(10_000)];
var unknown = args.Except(all.Select(scenario => scenario.Name), StringComparer.Ordinal).ToList();
if (unknown.Count > 0)
{
    var known = string.Join(", ", all.Select(scenario => scenario.Name));
    await Console.Error.WriteLineAsync($"no such scenario: {string.Join(", ", unknown)}; there are: {known}");
    return 2;
}

var machine = Machine.Describe();
var comparisons = new List<Comparison>();
foreach (var scenario in all.Where(scenario => args is [] || args.Contains(scenario.Name, StringComparer.Ordinal)))
{
    await Console.Error.WriteLineAsync($"    {scenario.Name} …");
    comparisons.AddRange(await scenario.MeasureAsync());
}

ComparisonTable.Write(Console.Out, machine, comparisons);
return 0;
