using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Importing;

/// <summary>Finds the layouts of somebody's drive, and merges what they say: of two that differ, the one counts that cloud-init reads.</summary>
internal static class DriveImporter
{
    private const string OwnPassword = "configdrive/password";

    // What the drive of each layout has, beside what is read; names are told once.
    private static readonly string[] Folders = ["openstack/", "cloudstack/", "ec2/", "configdrive/"];

    private static readonly string[] Root = ["meta-data", "user-data", "vendor-data", "network-config"];

    private const int MostPaths = 20;

    /// <param name="drive">The drive.</param>
    /// <param name="guestOS">The guest, when the user says so; else what the drive shows.</param>
    /// <exception cref="UnreadableDriveException">It has none of the layouts, or a file cannot be read.</exception>
    public static ImportedContent Import(SourceDrive drive, GuestOS? guestOS)
    {
        var guest = guestOS ?? (CloudStackReader.IsForWindows(drive) ? GuestOS.Windows : null);
        var password = OwnPasswordOn(drive) ?? CloudStackReader.PasswordOn(drive);
        List<ImportedContent> found = [];
        if (OpenStackReader.IsOn(drive))
        {
            found.Add(new OpenStackReader(drive, guest is GuestOS.Windows).Read(password));
        }

        if (NoCloudReader.IsOn(drive))
        {
            found.Add(new NoCloudReader(drive).Read(password));
        }

        if (CloudStackReader.IsOn(drive))
        {
            found.Add(new CloudStackReader(drive).Read());
        }

        if (found.Count == 0)
        {
            throw new UnreadableDriveException(
                "it is no config drive: it has neither openstack/latest/meta_data.json nor cloudstack/ nor meta-data with user-data in its root; it has "
                + Echo.List(drive.Paths));
        }

        var merged = found.Aggregate((more, less) => more.Over(less));
        return merged with
        {
            Layouts = [.. merged.Layouts.Order()],
            VolumeLabel = drive.Label,
            GuestOS = guest,
            Password = merged.Password ?? password,
            LeftBehind = [.. merged.LeftBehind, .. Differing(drive), .. Others(drive)],
        };
    }

    private static ImportedPassword? OwnPasswordOn(SourceDrive drive)
    {
        var fields = (drive.FindText(OwnPassword) ?? "").Split('\n').Select(line => line.Split('=', 2)).Where(field => field.Length == 2)
            .DistinctBy(field => field[0]).ToDictionary(field => field[0], field => field[1], StringComparer.Ordinal);
        var isHash = fields.TryGetValue("hash", out var text);
        return isHash || fields.TryGetValue("password", out text)
            ? new ImportedPassword(text!, fields.GetValueOrDefault("user") is { Length: > 0 } user ? user : null, isHash)
            : null;
    }

    private static IEnumerable<LeftBehind> Differing(SourceDrive drive)
    {
        ReadOnlyMemory<byte>?[] copies = [drive.Find("openstack/latest/user_data"), drive.Find("user-data"), drive.Find("cloudstack/userdata/user_data.txt")];
        var contents = copies.Where(copy => copy is { IsEmpty: false }).Select(copy => copy!.Value).ToList();
        return contents.Count > 1 && contents.Skip(1).Any(copy => !copy.Span.SequenceEqual(contents[0].Span))
            ? [new LeftBehind("user data of the other layouts", "it is not the same in all of them; the ConfigDrive has that of the first: OpenStack, NoCloud, CloudStack")]
            : [];
    }

    private static IEnumerable<LeftBehind> Others(SourceDrive drive)
    {
        var others = drive.Paths.Where(path => !Root.Contains(path, StringComparer.OrdinalIgnoreCase)
            && !Folders.Any(folder => path.StartsWith(folder, StringComparison.OrdinalIgnoreCase))).ToList();
        return others.Take(MostPaths).Select(path => new LeftBehind(path, "no guest's software looks for it; to have it in the guest, give it by spec.files"))
            .Concat(others.Count > MostPaths ? [new LeftBehind("more files", $"{others.Count - MostPaths} of them")] : []);
    }
}
