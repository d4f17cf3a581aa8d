using ConfigDrive.Iso;
using ConfigDrive.Iso.Writing;

// FOLDER IMAGE: writes the image of a folder, whose names may be harder than any that the operator would put on a drive.
var folder = new DirectoryInfo(args[0]);
var files = folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(file =>
    new IsoFile(Path.GetRelativePath(folder.FullName, file.FullName), IsoContent.FromBytes(File.ReadAllBytes(file.FullName))));
await using var image = File.Create(args[1]);
await IsoImage.Create(files, new IsoImageOptions { VolumeLabel = "config-2" }).WriteToAsync(image);
