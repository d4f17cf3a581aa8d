namespace ConfigDrive.Kubernetes.Tests.Serialization;

/// <summary>
/// Manifests with what people type for keys and values, and what programs that write YAML by hand leave: words and numbers that YAML 1.1 takes for another type, tags,
/// anchors, merges, texts of several lines, and random characters. The same ones each time.
/// </summary>
internal sealed class TypedManifests
{
    private const string Characters = "0123456789aefnoxyENTY+-._:~=<'\" !&*%@\\/";

    private static readonly string[] Scalars =
    [
        "yes", "No", "on", "OFF", "y", "N", "true", "FALSE", "tRUE", "null", "~", "Null", "", "0", "0123", "08", "0o17", "0x1F", "0b11", "1_000", "+12", "-0", "-0x1f", "1e3", "1.5e3", "1E-7", ".5", "1.", "+.5",
        "0.1", "1.10", "123456789012.5", "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", "-9223372036854775808", "1:30", "190:20:30", "2026-11-22", "2026-11-22T00:00:00Z",
        "10.0.0.1", "10.0.0.0/8", "02:00:00:00:00:01", "00:11", "2001:db8::1", "::", "example.org", "a b", "it's", "$6$salt$hash", "$y$j9T$salt$hash", "*", "@x", "`x`", "%x", "-", "?", ":", "- x", "a: b", "a #b", "#b",
        "'it''s'", "\"a\\tb\"", "\"\\u00e9\"", "'0123'", "\"yes\"", "!!str 0123", "!!int \"12\"", "!!float 3", "!!bool yes", "!!binary SGVsbG8K", "!own x", "! 12", "&a 0123", "*a", "1Gi", "500m", "1e9", "=", "<<", ".inf",
        "-.INF", ".nan", "0x", "_1", "1__0", "é", "日本", "👍", "\"\\ud83d\\ude00\"", "|\n    #cloud-config\n    a: b", ">\n    folded\n    text\n\n    more", "|-\n    x", "|+\n    x\n\n", "|2\n      x",
        "{a: yes, 0123: b}", "[1, [yes], {no: 08}]", "{<<: {a: 1}, a: 2}", "{a: 1, <<: {a: 2, b: 3}}", "{<<: [{a: 1}, {a: 2, c: on}]}", "{}", "[]", "[a, ]", "{a}", "{a: }", "\"a\n    b\"", "a\n    b",
    ];

    private readonly Random random = new(131);

    public IReadOnlyList<string> Take(int count) => [.. Enumerable.Range(0, count).Select(Manifest)];

    private string Manifest(int index) => $$"""
        {{Comment()}}apiVersion: configdrive.dev/v1alpha1
        kind: ConfigDrive
        metadata: {name: web-{{index}}, namespace: tenant-a}
        first: &a {x: {{index}}}
        spec:
          userData:
            inline: {{Scalar()}}
          metadata: {{Scalar()}}
          {{Key()}}: {{Scalar()}}
          sshPublicKeys:
          - {{Scalar()}}
          - {{Key()}}: {{Scalar()}}

        """;

    private string Comment() => random.Next(4) == 0 ? "# one\n---\n" : "";

    private string Scalar() => random.Next(3) == 0 ? Typed(random.Next(1, 6)) : Scalars[random.Next(Scalars.Length)];

    private string Key() => random.Next(2) == 0 ? "hostname" : Scalar() is var key && key.Contains('\n', StringComparison.Ordinal) ? "extra" : key;

    private string Typed(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => Characters[random.Next(Characters.Length)]));
}
