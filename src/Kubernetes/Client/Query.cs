using System.Text;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>Builds the query of a request; parameters without a value are left out.</summary>
internal sealed class Query
{
    private readonly StringBuilder text = new();

    public Query Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return this;
    }

    public Query Add(string name, bool value) => Add(name, value ? "true" : null);

    public Query DryRun(bool value) => Add("dryRun", value ? "All" : null);

    public override string ToString() => text.ToString();
}
