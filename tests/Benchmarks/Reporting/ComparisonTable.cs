namespace ConfigDrive.Benchmarks.Reporting;

/// <summary>The published form: Markdown that can be read in a terminal as well.</summary>
internal static class ComparisonTable
{
    private static readonly string[] Header = ["what", "ours", "compared to", "ratio", "target", "met"];

    public static void Write(TextWriter output, string machine, IEnumerable<Comparison> comparisons)
    {
        string[][] rows = [Header, .. comparisons.Select(Cells)];
        int[] widths = [.. Header.Select((_, column) => rows.Max(row => row[column].Length))];
        output.WriteLine($"{machine}\n");
        WriteRow(output, rows[0], widths);
        WriteRow(output, [.. widths.Select(width => new string('-', width))], widths);
        foreach (var row in rows.Skip(1))
        {
            WriteRow(output, row, widths);
        }
    }

    private static string[] Cells(Comparison comparison) =>
        [comparison.What, comparison.Ours, comparison.Peer, comparison.Ratio, comparison.Target, comparison.IsMet ? "yes" : "**no**"];

    private static void WriteRow(TextWriter output, string[] cells, int[] widths) =>
        output.WriteLine($"| {string.Join(" | ", cells.Zip(widths, static (cell, width) => cell.PadRight(width)))} |");
}
