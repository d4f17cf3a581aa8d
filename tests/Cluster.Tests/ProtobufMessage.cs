using System.Text;

namespace ConfigDrive.Cluster.Tests;

/// <summary>A message in protobuf's wire format (protobuf.dev, "Encoding"), as far as fields with a length go.</summary>
internal sealed class ProtobufMessage(ReadOnlyMemory<byte> bytes)
{
    /// <summary>The texts at the end of a path of field numbers.</summary>
    public IEnumerable<string> Texts(params int[] path) => path is [var last]
        ? Fields(last).Select(field => Encoding.UTF8.GetString(field.Span))
        : Fields(path[0]).SelectMany(field => new ProtobufMessage(field).Texts(path[1..]));

    private List<ReadOnlyMemory<byte>> Fields(int number)
    {
        var found = new List<ReadOnlyMemory<byte>>();
        var position = 0;
        while (position < bytes.Length)
        {
            var tag = Varint(ref position);
            switch (tag & 7)
            {
                case 0:
                    Varint(ref position);
                    break;
                case 1:
                    position += 8;
                    break;
                case 2:
                    var length = (int)Varint(ref position);
                    if (tag >> 3 == (ulong)number)
                    {
                        found.Add(bytes.Slice(position, length));
                    }

                    position += length;
                    break;
                case 5:
                    position += 4;
                    break;
                default:
                    throw new InvalidDataException($"Wire type {tag & 7} at {position}.");
            }
        }

        return found;
    }

    private ulong Varint(ref int position)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var octet = bytes.Span[position++];
            value |= (ulong)(octet & 0x7f) << shift;
            if (octet < 0x80)
            {
                return value;
            }
        }
    }
}
