using ConfigDrive.Operator.Files;
using Microsoft.Win32.SafeHandles;

namespace ConfigDrive.Operator.Tests.Files;

/// <summary>A volume whose server is gone: what needs the disk waits until it answers.</summary>
internal sealed class HungFileCalls(ManualResetEventSlim answer) : IFileCalls
{
    public void Flush(SafeFileHandle file) => answer.Wait();

    public void FlushDirectory(string directory) => answer.Wait();

    public void Rename(string from, string to) => FileCalls.Kernel.Rename(from, to);

    public void DropCache(SafeFileHandle file) => FileCalls.Kernel.DropCache(file);

    public ValueTask<int> ReadAsync(SafeFileHandle file, Memory<byte> buffer, long position, CancellationToken cancellationToken) =>
        FileCalls.Kernel.ReadAsync(file, buffer, position, cancellationToken);
}
