using ConfigDrive.Operator.CopyProgram;
using ConfigDrive.Operator.Library;

namespace ConfigDrive.Operator.Tests.Files;

public sealed class VolumeFaultTests
{
    [Theory]
    [InlineData(28, "SecondaryStoreFull", "the volume is full")] // ENOSPC
    [InlineData(122, "SecondaryStoreFull", "the volume is full")] // EDQUOT
    [InlineData(30, "SecondaryStoreReadOnly", "the volume is mounted read-only")] // EROFS
    [InlineData(13, "SecondaryStoreReadOnly", "permission denied")] // EACCES
    [InlineData(5, "SecondaryStoreFailed", "as thrown")] // EIO
    public void Failure_OfAVolume_HasItsReasonAndARemedy(int errno, string reason, string words)
    {
        Exception thrown = errno == 13 ? new UnauthorizedAccessException("as thrown") : new IOException("as thrown", errno);

        var library = SecondaryStoreException.From("write", "a.iso", thrown);
        var claim = CopyException.CannotWrite("/target/disk.img", thrown);

        Assert.Equal(reason, library.Reason);
        Assert.StartsWith($"Cannot write a.iso on the secondary store: {words}", library.Message, StringComparison.Ordinal);
        Assert.StartsWith($"Cannot write /target/disk.img: {words}", claim.Message, StringComparison.Ordinal);
    }
}
