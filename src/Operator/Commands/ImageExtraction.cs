using ConfigDrive.Iso;

namespace ConfigDrive.Operator.Commands;

/// <summary>Extracts the files of an image. The reader refuses links and devices: an image must not reach beyond the directory it is given.</summary>
internal static class ImageExtraction
{
    /// <summary>Extracts everything into a directory that is new or empty.</summary>
    /// <exception cref="InvalidInputException">The directory holds something already.</exception>
    public static void Run(IsoReader reader, DirectoryInfo directory)
    {
        if (directory.Exists && directory.EnumerateFileSystemInfos().Any())
        {
            throw new InvalidInputException($"{directory}: not empty; name a new or empty directory to extract into");
        }

        foreach (var entry in reader.ReadTree(ImageReport.BestTree(reader)))
        {
            var path = Path.Combine(directory.FullName, entry.Path);
            switch (entry.Kind)
            {
                case IsoEntryKind.Directory:
                    Directory.CreateDirectory(path);
                    break;
                case IsoEntryKind.File:
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    Extract(reader, entry, path);
                    break;
            }
        }
    }

    private static void Extract(IsoReader reader, IsoEntry entry, string path)
    {
        // Drives hold passwords: what is extracted is for whoever extracts it.
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using var target = new FileStream(path, options);
        target.Write(reader.ReadFile(entry));
    }
}
