namespace ConfigDrive.Kubernetes.CustomResources;

/// <summary>Finds the name that somebody meant.</summary>
public static class NearName
{
    /// <summary>The nearest of some names: another case, or one slip in four characters, but no more than some; <c>null</c> when none is near.</summary>
    public static string? Of(string name, IEnumerable<string> names, int mostSlips) => names
        .Where(each => Math.Abs(each.Length - name.Length) <= mostSlips)
        .Select(each => (Name: each, Slips: Distance(name.ToUpperInvariant(), each.ToUpperInvariant())))
        .Where(each => each.Slips <= Math.Min(mostSlips, each.Name.Length / 4))
        .OrderBy(each => each.Slips)
        .Select(each => each.Name)
        .FirstOrDefault();

    // Levenshtein's, a row at a time.
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
