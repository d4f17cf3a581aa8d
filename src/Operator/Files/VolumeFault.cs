using System.Runtime.InteropServices;

namespace ConfigDrive.Operator.Files;

/// <summary>Why a volume cannot store a file.</summary>
internal enum VolumeFault
{
    Other,

    /// <summary>No space or no quota is left.</summary>
    Full,

    ReadOnly,

    /// <summary>Its owner or mode does not allow it.</summary>
    Denied,
}

internal static class VolumeFaults
{
    // errno of Linux, which .NET passes on as HResult.
    private const int NotPermitted = 1;
    private const int AccessDenied = 13;
    private const int NoSpaceLeft = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int QuotaExceeded = 122;

    /// <summary>The exception for the errno of a call, as .NET has it for its own calls.</summary>
    public static Exception From(int errno, string path) => errno is NotPermitted or AccessDenied
        ? new UnauthorizedAccessException($"'{path}': {Marshal.GetPInvokeErrorMessage(errno)}")
        : new IOException($"'{path}': {Marshal.GetPInvokeErrorMessage(errno)}", errno);

    /// <summary>Whether an exception comes from the file system.</summary>
    public static bool Covers(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>The fault, and what is wrong and what to do in each case, in one line.</summary>
    public static (VolumeFault Fault, string Message) Explain(Exception exception, string full, string readOnly, string denied) =>
        exception.HResult switch
        {
            NoSpaceLeft or QuotaExceeded => (VolumeFault.Full, $"the volume is full: {full}"),
            ReadOnlyFileSystem => (VolumeFault.ReadOnly, $"the volume is mounted read-only: {readOnly}"),
            _ when exception is UnauthorizedAccessException => (VolumeFault.Denied, $"permission denied: {denied}"),
            _ => (VolumeFault.Other, exception.Message),
        };
}
