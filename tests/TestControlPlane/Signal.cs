using System.Runtime.InteropServices;

namespace ConfigDrive.TestControlPlane;

/// <summary>POSIX signals, by their numbers on Linux.</summary>
public static partial class Signal
{
    /// <summary>SIGTERM: ends a process that may clean up first.</summary>
    public const int Terminate = 15;

    /// <summary>SIGKILL: ends a process at once.</summary>
    public const int Kill = 9;

    /// <summary>SIGCONT: lets a frozen process go on.</summary>
    public const int Continue = 18;

    /// <summary>SIGSTOP: freezes a process.</summary>
    public const int Stop = 19;

    /// <summary>Sends a signal.</summary>
    /// <exception cref="InvalidOperationException">There is no such process, or it is not ours.</exception>
    public static void Send(int processId, int signal)
    {
        if (SendTo(processId, signal) != 0)
        {
            throw new InvalidOperationException($"Signal {signal} to process {processId}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendTo(int processId, int signal);
}
