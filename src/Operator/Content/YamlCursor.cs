using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ConfigDrive.Operator.Content;

/// <summary>
/// Reads YAML of users event by event: builds no graph, follows no alias, and refuses nesting beyond a bound, so that a small text cannot fill the
/// memory.
/// </summary>
internal sealed class YamlCursor(string text)
{
    // netplan needs about eight.
    private const int Deepest = 64;

    private readonly Parser parser = new(new StringReader(text));
    private int depth;

    /// <summary>Whether an exception means that a text is not YAML: the parser throws not only its own.</summary>
    public static bool IsFault(Exception exception) =>
        exception is YamlException or ArgumentException or InvalidOperationException or EndOfStreamException;

    public bool IsAtSequence => IsAt<SequenceStart>();

    /// <summary>Reads a text that is one mapping; returns whether it is.</summary>
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

    /// <summary>Reads the mapping at the present position; returns whether there is one.</summary>
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

    /// <summary>Reads each item of the list at the present position; anything else is taken for an only item.</summary>
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

    /// <summary>Skips the value at the present position, without recursion, and returns its first event.</summary>
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

    public bool IsAt<T>()
        where T : ParsingEvent => parser.Accept<T>(out _);

    /// <summary>Takes the next event.</summary>
    public ParsingEvent Next()
    {
        var next = parser.Consume<ParsingEvent>();
        depth += next.NestingIncrease;
        return depth <= Deepest ? next : throw new YamlException(next.Start, next.End, "The text is nested too deeply");
    }
}
