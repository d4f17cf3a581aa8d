using System.Globalization;
using System.Text;

namespace ConfigDrive.Operator.Tests.Content;

/// <summary>
/// The whole tree of each sample drive, byte for byte. After a wanted change: run with <c>UPDATE_GOLDEN</c> set to the folder
/// <c>tests/Operator.Tests/Golden</c>, and review the difference.
/// </summary>
public sealed class GoldenDriveTests
{
    // GuestHookTests compares it with the repository's.
    private const string Script = "configdrive/configdrive-guest";

    [Theory]
    [MemberData(nameof(SampleDrives.Names), MemberType = typeof(SampleDrives))]
    public void Drive_OfSample_IsTheGoldenTree(string name)
    {
        var actual = Print(SampleDrives.All[name].Tree);

        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is { Length: > 0 } folder)
        {
            File.WriteAllText(Path.Combine(folder, $"{name}.txt"), actual);
        }

        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", $"{name}.txt")), actual);
    }

    private static string Print(DriveTree tree)
    {
        var text = new StringBuilder();
        foreach (var path in tree.Paths)
        {
            var first = tree.Paths.First(other => ReferenceEquals(tree.Content(other), tree.Content(path)));
            if (first != path)
            {
                text.Append(CultureInfo.InvariantCulture, $"=== {path} -> {first}\n");
                continue;
            }

            if (path == Script)
            {
                text.Append(CultureInfo.InvariantCulture, $"=== {path} (of guest/)\n");
                continue;
            }

            var bytes = tree.Bytes(path);
            var isText = !bytes.AsSpan().ContainsAnyInRange<byte>(0, 8) && !bytes.AsSpan().Contains((byte)'\r');
            text.Append(CultureInfo.InvariantCulture, $"=== {path} ({bytes.Length} bytes)\n");
            text.Append(isText ? tree.Text(path) : $"base64 {Convert.ToBase64String(bytes)}").Append('\n');
        }

        return text.ToString();
    }
}
