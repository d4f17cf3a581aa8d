using System.Text;

namespace ConfigDrive.Iso.Checking;

/// <summary>Checks what guests need beyond the standards, and what the image as a whole promises.</summary>
internal sealed class ConfigDriveCheck(CheckedImage image, IReadOnlyList<TreeCheck> trees, Findings findings)
{
    private const int PageSize = 4096;

    public void Run()
    {
        var primary = trees.FirstOrDefault(static tree => !tree.Volume.IsJoliet);
        var joliet = trees.FirstOrDefault(static tree => tree.Volume.IsJoliet);
        findings.Require(joliet is not null, "config drive: names", "volume descriptor set", "there is no Joliet volume descriptor, so Windows sees the primary names");
        findings.Require(image.Length % PageSize == 0, "config drive: 4 KiB pages", "image", $"the length {image.Length} is not a multiple of 4096, which disks with such sectors need (kubevirt/kubevirt#5785)");
        foreach (var tree in trees)
        {
            var volume = tree.Volume;
            findings.Require(
                (long)volume.SpaceSize * CheckedImage.BlockSize == image.Length, "config drive: size", volume.Where, $"the volume has {volume.SpaceSize} blocks, but the image {image.Length / CheckedImage.BlockSize}");
            findings.Require(volume.Block == (volume.IsJoliet ? 17 : 16), "config drive: descriptors", volume.Where, $"the descriptor is at block {volume.Block}");
            findings.Require(volume.OptionalLPathTable == 0 && volume.OptionalMPathTable == 0, "config drive: descriptors", volume.Where, "there are optional path tables");
        }

        if (primary is not null && joliet is not null)
        {
            Descriptors(primary.Volume, joliet.Volume);
            new TreesAgreeCheck(primary, joliet, findings).Run();
        }

        if (primary is { HasRockRidge: true })
        {
            Links(primary);
        }
    }

    // Blkid merges the two labels and readers differ in which they take, so one must say what the other says.
    private void Descriptors(CheckedVolume primary, CheckedVolume joliet)
    {
        var left = image.Block(primary.Block);
        var right = image.Block(joliet.Block);
        (int First, int Last, string Name)[] texts =
            [(9, 40, "system"), (41, 72, "volume"), (191, 318, "volume set"), (319, 446, "publisher"), (447, 574, "data preparer"), (575, 702, "application"), (703, 739, "copyright file"), (740, 776, "abstract file"), (777, 813, "bibliographic file")];
        foreach (var (first, last, name) in texts)
        {
            var text = Encoding.Latin1.GetString(left[(first - 1)..last]).TrimEnd(' ');
            var other = Encoding.BigEndianUnicode.GetString(right[(first - 1)..last][..((last - first + 1) & ~1)]).TrimEnd(' ');
            findings.Require(text == other, "config drive: one label", joliet.Where, $"the {name} identifier is \"{other}\", but \"{text}\" in the primary descriptor");
        }

        findings.Require(left[813..881].SequenceEqual(right[813..881]), "config drive: one time", joliet.Where, "the times are not those of the primary descriptor");
        findings.Require(left[813..830].SequenceEqual(left[830..847]), "config drive: one time", primary.Where, "the volume was modified at another time than it was created");
        findings.Require(
            TimeCheck.IsUnspecified(left[847..864]) && TimeCheck.IsUnspecified(left[864..881]), "config drive: one time", primary.Where, "the volume has an expiration or effective time");
        findings.Require(TimeCheck.IsLongTime(left[813..830]) && left[827..829].SequenceEqual("00"u8), "config drive: one time", primary.Where, "the volume was created at a fraction of a second");
    }

    private void Links(TreeCheck primary)
    {
        foreach (var directory in primary.Directories)
        {
            findings.Require(
                directory.Posix?.Attributes?.Links == (uint)directory.Subdirectories + 2,
                "config drive: links",
                $"primary {directory.Path}",
                $"a directory with {directory.Subdirectories} directories in it has {directory.Subdirectories + 2} links, not {directory.Posix?.Attributes?.Links}");
        }

        var serials = primary.Directories.Select(static directory => directory.Posix?.Serial).ToList();
        foreach (var links in primary.Files.Where(static file => file.Posix?.Serial is not null).GroupBy(static file => file.Posix!.Serial))
        {
            var first = links.First();
            serials.Add(links.Key);
            findings.Require(
                links.All(file => file.Length == first.Length && file.Block == first.Block), "config drive: serial numbers", $"primary {first.Path}", $"files of different content have the serial number {links.Key}");
            findings.Require(
                links.All(file => file.Posix?.Attributes?.Links == (uint)links.Count()), "config drive: links", $"primary {first.Path}", $"{links.Count()} files have the serial number {links.Key}, but the number of links is {first.Posix?.Attributes?.Links}");
        }

        findings.Require(serials.Distinct().Count() == serials.Count, "config drive: serial numbers", "primary tree", "a directory has the serial number of another directory or of a file");
    }
}
