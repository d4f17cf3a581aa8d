namespace ConfigDrive.Operator.Files;

/// <summary>Files and folders that hold drives, and so passwords: only their owner may read them, or see what is there.</summary>
internal static class OwnerOnly
{
    public const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode Folder = File | UnixFileMode.UserExecute;

    /// <summary>Makes a folder and those above it that are missing; .NET gives a mode to the last one alone.</summary>
    public static void CreateFolder(string path)
    {
        if (!Directory.Exists(path))
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } parent)
            {
                CreateFolder(parent);
            }

            Directory.CreateDirectory(path, Folder);
        }
    }
}
