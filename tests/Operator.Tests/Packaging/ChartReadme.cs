using System.Text;

namespace ConfigDrive.Operator.Tests.Packaging;

/// <summary>README.md of the chart: a table of all values, whose text is the comment above each in values.yaml.</summary>
internal sealed class ChartReadme
{
    private const string Head = """
        # configdrive-operator

        The [ConfigDrive operator](../../README.md) as a Helm chart. How to install, upgrade and remove it: [installation](../../docs/guides/installation.md).

        ```sh
        helm install configdrive-operator charts/configdrive-operator --namespace configdrive-system --create-namespace
        ```

        Helm installs the definition in `crds/`, and neither upgrades nor removes it.

        ## Values

        This file is made from `values.yaml` by `hack/chart`.

        | value | meaning | default |
        |---|---|---|

        """;

    private readonly StringBuilder text = new(Head);
    private readonly List<string> path = [];
    private string comment = "";
    private (string Path, int Depth, string Meaning, string Default)? row;

    public static string Of(IEnumerable<string> values)
    {
        var readme = new ChartReadme();
        foreach (var line in values)
        {
            readme.Read(line.TrimStart(' '), line.TakeWhile(character => character == ' ').Count() / 2);
        }

        readme.End();
        return readme.text.ToString();
    }

    private void Read(string line, int depth)
    {
        switch (line)
        {
            case "":
                End();
                comment = "";
                break;
            case ['#', ' ', .. var words]:
                if (row is null || depth <= row.Value.Depth)
                {
                    End();
                }

                comment = comment.Length == 0 ? words : $"{comment} {words}";
                break;
            // The inside of a value that is a map or a list as a whole belongs to its value.
            case var _ when row is { } open && depth > open.Depth:
                row = open with { Default = open.Default + (open.Default.Length == 0 ? "" : open.Default[^1] == ':' ? " " : ", ") + line };
                break;
            default:
                Begin(line.Split(':', 2), depth);
                break;
        }
    }

    private void Begin(string[] entry, int depth)
    {
        End();
        path.RemoveRange(depth, path.Count - depth);
        path.Add(entry[0]);
        if (comment.Length > 0)
        {
            row = (string.Join('.', path), depth, comment, entry[1].TrimStart(' '));
        }

        comment = "";
    }

    private void End()
    {
        if (row is { } done)
        {
            text.Append($"| `{done.Path}` | {done.Meaning} | {(done.Default.Length == 0 ? "" : $"`{done.Default}`")} |\n");
        }

        row = null;
    }
}
