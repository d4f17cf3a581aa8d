using System.Text;

namespace ConfigDrive.Iso.Checking;

/// <summary>An entry of a system use area (SUSP 4.1).</summary>
/// <param name="bytes">The whole entry.</param>
/// <param name="where">The record it belongs to, for findings.</param>
internal sealed class SystemUseEntry(byte[] bytes, string where)
{
    public string Signature { get; } = Encoding.Latin1.GetString(bytes, 0, 2);

    public ReadOnlySpan<byte> Bytes => bytes;

    public string Where => $"{where}, entry {Signature}";

    public Fields Fields(Findings findings) => new(bytes, Where, findings);
}
