using System.Globalization;
using System.Text;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.EndToEnd;

/// <summary>The operator's processes on the node, whose process namespace the tests share.</summary>
internal static class Processes
{
    /// <summary>Those that run a command of the program.</summary>
    public static IReadOnlyList<int> Of(string command) =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           let id = int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0
           where id > 0 && CommandLine(folder) is [var program, var first, ..] && Path.GetFileName(program) == "configdrive-operator" && first == command
           select id,
    ];

    /// <summary>Ends a process; tells whether it was still there.</summary>
    public static bool Kill(int id)
    {
        try
        {
            Signal.Send(id, Signal.Kill);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string[] CommandLine(string folder)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Join(folder, "cmdline"))).Split('\0');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return []; // It has ended.
        }
    }
}
