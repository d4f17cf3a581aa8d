namespace ConfigDrive.Operator.Importing.Fat;

/// <summary>Reads all folders of a volume, level by level.</summary>
internal sealed class FatTree(FatVolume volume)
{
    private const int Deepest = 16;

    /// <summary>Adds the files by path; returns the volume label, of which mkfs.vfat writes an entry in the root folder (<c>null</c> without one).</summary>
    public string? Read(Dictionary<string, SourceFile> files)
    {
        string? label = null;
        var open = new Queue<(string Path, int Depth, ReadOnlyMemory<byte> Entries)>([("", 0, volume.ReadRoot())]);
        while (open.TryDequeue(out var folder))
        {
            foreach (var entry in FatEntry.ReadAll(folder.Entries))
            {
                var path = folder.Path + entry.Name;
                switch (entry.Kind)
                {
                    case FatEntryKind.Label:
                        label ??= entry.Name;
                        break;
                    case FatEntryKind.Folder when folder.Depth == Deepest:
                        throw new UnreadableDriveException($"{path}: folders more than {Deepest} deep are not supported");
                    case FatEntryKind.Folder:
                        open.Enqueue(($"{path}/", folder.Depth + 1, volume.ReadFolder(entry.FirstCluster)));
                        break;
                    default:
                        files[path] = volume.File(path, entry.FirstCluster, entry.Length);
                        break;
                }
            }
        }

        return label;
    }
}
