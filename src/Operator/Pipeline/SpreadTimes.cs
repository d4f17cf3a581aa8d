using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ConfigDrive.Operator.Pipeline;

/// <summary>When each of many drives gets a new revision that nobody has asked for: so many in a minute, spread by the UID.</summary>
/// <param name="Start">When the first does.</param>
/// <param name="Drives">How many there are.</param>
/// <param name="PerMinute">How many in a minute.</param>
internal sealed record SpreadTimes(DateTimeOffset Start, int Drives, int PerMinute)
{
    public DateTimeOffset Of(string uid)
    {
        var fraction = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(uid))) / (double)uint.MaxValue;
        return Start + (fraction * TimeSpan.FromMinutes((double)Drives / PerMinute));
    }
}
