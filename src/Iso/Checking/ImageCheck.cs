namespace ConfigDrive.Iso.Checking;

/// <summary>Runs all checks of an image.</summary>
internal sealed class ImageCheck(CheckedImage image, IsoCheckOptions options, Findings findings)
{
    public void Run()
    {
        findings.Require(
            image.Length % CheckedImage.BlockSize == 0,
            "ECMA-119 6.1.2",
            "image",
            $"the length {image.Length} is not a whole number of sectors");
        var descriptors = new DescriptorSetCheck(image, options, findings);
        var volumes = descriptors.Run();
        var extents = new ExtentMap(image, findings);
        foreach (var volume in volumes)
        {
            extents.AddStructure(volume.Block, CheckedImage.BlockSize, volume.Where);
        }

        if (descriptors.Terminator > 0)
        {
            extents.AddStructure(descriptors.Terminator, CheckedImage.BlockSize, "volume descriptor set terminator");
        }

        var trees = volumes.Select(volume => new TreeCheck(image, volume, options, extents, findings)).ToList();
        foreach (var tree in trees)
        {
            tree.Run();
            new PathTableCheck(image, tree, extents, findings).Run();
        }

        extents.Check();
        new ConfigDriveCheck(image, trees, findings).Run();
    }
}
