using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConfigDrive.Kubernetes.Models;

/// <summary>
/// A field that is skipped on reading and never written. <c>metadata.managedFields</c> is often larger than the object itself, and the server keeps its own
/// when an update leaves it out.
/// </summary>
[JsonConverter(typeof(DiscardedConverter))]
public sealed class Discarded
{
    private Discarded()
    {
    }

    /// <summary>Skips any JSON value.</summary>
    public sealed class DiscardedConverter : JsonConverter<Discarded>
    {
        /// <inheritdoc/>
        public override Discarded? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            // Not Skip, which refuses while more may come; the serializer has read the whole value ahead.
            reader.TrySkip();
            return null;
        }

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, Discarded value, JsonSerializerOptions options) =>
            throw new InvalidOperationException("A discarded field has no value to write.");
    }
}
