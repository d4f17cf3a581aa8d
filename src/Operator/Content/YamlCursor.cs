using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ConfigDrive.Operator.Content;

/// <summary>
/// Reads somebody's YAML event by event: no graph of it is made, no alias followed, and no depth beyond a bound entered, so that a small text cannot
/// fill the memory. What it throws when the text is not YAML, <see cref="IsFault"/> tells.
/// </summary>
internal sealed class YamlCursor(string text)
{
    // netplan's deepest is about eight.
    private const int Deepest = 64;

    private readonly Parser parser = new(new StringReader(text));
    private int depth;

    /// <summary>Whether an exception means that a text is not YAML: beside the parser's own there are others, for tags, directives and odd ends.</summary>
    public static bool IsFault(Exception exception) =>
        exception is YamlException or ArgumentException or InvalidOperationException or EndOfStreamException;

    public bool IsAtSequence => parser.Accept<SequenceStart>(out _);

    /// <summary>Reads the one mapping that the text is; says whether it is one.</summary>
    /// <param name="readValue">Takes a key, <c>null</c> when it is not a text, and reads the value.</param>
    public bool TryReadDocument(Action<string?> readValue)
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _) || !TryReadMapping(readValue))
        {
            return false;
        }

        parser.Consume<DocumentEnd>();
        return parser.Accept<StreamEnd>(out _);
    }

    /// <summary>Reads the mapping that stands here; says whether there is one.</summary>
    /// <inheritdoc cref="TryReadDocument"/>
    public bool TryReadMapping(Action<string?> readValue)
    {
        if (!parser.Accept<MappingStart>(out _))
        {
            return false;
        }

        Next();
        while (!parser.Accept<MappingEnd>(out _))
        {
            readValue((Skip() as Scalar)?.Value);
        }

        Next();
        return true;
    }

    /// <summary>Reads each item of the list that stands here; anything else is its only item.</summary>
    public void ReadItems(Action readItem)
    {
        if (!IsAtSequence)
        {
            readItem();
            return;
        }

        Next();
        while (!parser.Accept<SequenceEnd>(out _))
        {
            readItem();
        }

        Next();
    }

    /// <summary>Goes past the value that stands here, without a call for each level of it, and gives the event that it starts with.</summary>
    public ParsingEvent Skip()
    {
        var start = depth;
        var first = Next();
        while (depth > start)
        {
            Next();
        }

        return first;
    }

    private ParsingEvent Next()
    {
        var next = parser.Consume<ParsingEvent>();
        depth += next.NestingIncrease;
        return depth <= Deepest ? next : throw new YamlException(next.Start, next.End, "The text is nested too deeply");
    }
}
