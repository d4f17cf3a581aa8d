using YamlDotNet.Core;

namespace ConfigDrive.Operator.Content;

/// <summary>Which exceptions of the YAML parser mean that a text is not YAML: beside its own there are others, for tags, directives and odd ends.</summary>
internal static class YamlFault
{
    /// <summary>Whether <paramref name="exception"/> is one of them.</summary>
    public static bool Is(Exception exception) => exception is YamlException or ArgumentException or InvalidOperationException or EndOfStreamException;
}
