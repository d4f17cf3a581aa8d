using ConfigDrive.Operator.Files;
using Microsoft.Win32.SafeHandles;

namespace ConfigDrive.Operator.Tests.Files;

/// <summary>The kernel's calls, carried out and written down in their order; and a disk that does not give back what it took.</summary>
/// <param name="root">Folder to which the names of other folders are relative.</param>
internal sealed class RecordedFileCalls(string root) : IFileCalls
{
    public List<string> Calls { get; } = [];

    /// <summary>Whether the first bit that is read is another than was written.</summary>
    public bool Lies { get; init; }

    public void Flush(SafeFileHandle file)
    {
        Calls.Add($"flush {RandomAccess.GetLength(file)} bytes");
        FileCalls.Kernel.Flush(file);
    }

    public void FlushDirectory(string directory)
    {
        Calls.Add($"flush folder {Path.GetRelativePath(root, directory)}");
        FileCalls.Kernel.FlushDirectory(directory);
    }

    public void Rename(string from, string to)
    {
        Assert.Equal(Path.GetDirectoryName(from), Path.GetDirectoryName(to));
        Calls.Add($"rename to {Path.GetRelativePath(root, to)}");
        FileCalls.Kernel.Rename(from, to);
    }

    public void DropCache(SafeFileHandle file)
    {
        Calls.Add("drop cache");
        FileCalls.Kernel.DropCache(file);
    }

    public async ValueTask<int> ReadAsync(SafeFileHandle file, Memory<byte> buffer, long position, CancellationToken cancellationToken)
    {
        var read = await FileCalls.Kernel.ReadAsync(file, buffer, position, cancellationToken);
        if (position == 0)
        {
            Calls.Add("read");
            buffer.Span[0] ^= (byte)(Lies ? 1 : 0);
        }

        return read;
    }
}
