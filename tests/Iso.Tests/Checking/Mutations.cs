using ConfigDrive.Iso.Tests.Support;
using static ConfigDrive.Iso.Tests.Support.RawImage;

namespace ConfigDrive.Iso.Tests.Checking;

/// <summary>
/// Changes of a single field, each with the rule that it breaks. Most are caught by some tool or other (pycdlib, xorriso, isovfy, 7-Zip,
/// bsdtar, isoinfo), none by all; the last four by no tool that we know.
/// </summary>
internal static class Mutations
{
    private const string Latest = "openstack/latest";
    private const string UserData = Latest + "/user_data.;1";
    private const string MetaData = Latest + "/meta_data.json;1";
    private const string JolietUserData = Latest + "/user_data";

    public static IReadOnlyDictionary<string, (string Rule, Action<RawImage> Mutate)> All { get; } =
        new Dictionary<string, (string, Action<RawImage>)>
        {
            // Volume descriptors.
            ["volume space size differs between byte orders"] = ("ECMA-119 7.3.3", i => i.Bytes[Primary + 87]++),
            ["volume space size is larger than the image"] = (
                "ECMA-119 8.4.8",
                i => i.SetBoth32(Primary + 80, i.Little32(Primary + 80) + 1)),
            ["volume space size is far larger than the image"] = ("ECMA-119 8.4.8", i => i.SetBoth32(Primary + 80, 1 << 20)),
            ["path table size is wrong"] = ("ECMA-119 8.4.13", i => i.SetBoth32(Primary + 132, i.Little32(Primary + 132) + 2)),
            ["logical block size is 512"] = ("ECMA-119 8.4.12", i => i.SetBoth16(Primary + 128, 512)),
            ["volume sequence number is beyond the set"] = ("ECMA-119 8.4.11", i => i.SetBoth16(Primary + 124, 2)),
            ["standard identifier is wrong"] = ("ECMA-119 8.1.2", i => i.Bytes[Joliet + 1] = (byte)'B'),
            ["descriptor version is not 1"] = ("ECMA-119 8.4.3", i => i.Bytes[Primary + 6] = 2),
            ["file structure version is not 1"] = ("ECMA-119 8.4.30", i => i.Bytes[Primary + 881] = 2),
            ["terminator is missing"] = ("ECMA-119 8.1.2", i => i.Bytes.AsSpan(Terminator, 7).Clear()),
            ["creation date is no date"] = ("ECMA-119 8.4.26.1", i => i.Set(Primary + 813, "20261331"u8)),
            ["Joliet escape sequence is missing"] = ("config drive: descriptors", i => i.Bytes.AsSpan(Joliet + 88, 3).Clear()),
            ["root record of the descriptor differs from the root's own"] = ("ECMA-119 8.4.18", i => i.Bytes[Primary + 156 + 18]++),

            // Path tables.
            ["type M path table differs from type L"] = ("ECMA-119 9.4.3", i => i.Bytes[i.PathTable(Primary, true) + 5]++),
            ["path table has a wrong extent"] = ("ECMA-119 9.4.3", i => i.Bytes[i.PathTable(Joliet, false) + 2]++),
            ["path table has a wrong parent"] = ("ECMA-119 9.4.4", i => i.Bytes[i.PathTable(Primary, false) + 10 + 6]++),

            // Directory records.
            ["extent location differs between byte orders"] = ("ECMA-119 7.3.3", i => i.Bytes[i.Record(Primary, UserData) + 9]++),
            ["data length differs between byte orders"] = ("ECMA-119 7.3.3", i => i.Bytes[i.Record(Primary, UserData) + 17]++),
            ["file is larger than the image"] = ("ECMA-119 9.1.3", i => i.SetBoth32(i.Record(Primary, UserData) + 10, 1 << 30)),
            ["extent is beyond the image"] = ("ECMA-119 9.1.3", i => i.SetBoth32(i.Record(Joliet, JolietUserData) + 2, 1 << 20)),
            ["empty file has an extent beyond the image"] = (
                "ECMA-119 9.1.3",
                i => i.SetBoth32(i.Record(Primary, "empty.;1") + 2, 1 << 20)),
            ["record crosses a sector"] = (
                "ECMA-119 6.8.1.1",
                i => i.Bytes[i.Records(i.Record(Primary, "many")).Last(record => record % Sector > 1800)] = 254),
            ["volume sequence number of a record is zero"] = ("ECMA-119 9.1.9", i => i.SetBoth16(i.Record(Primary, UserData) + 28, 0)),
            ["parent record refers to another directory"] = (
                "ECMA-119 6.8.2.2",
                i => i.SetBoth32(i.Records(i.Record(Primary, Latest)).ElementAt(1) + 2, i.Little32(Primary + 158))),
            ["record of the directory itself refers to another"] = (
                "ECMA-119 6.8.2.2",
                i => i.SetBoth32(i.Records(i.Record(Primary, Latest)).First() + 2, i.Little32(Primary + 158))),
            ["two records have one identifier"] = (
                "ECMA-119 7.5.1",
                i => i.Set(i.Record(Primary, "cloudstack/metadata/public_keys.txt;1") + 33, "public-keys.txt"u8)),

            // System use.
            ["SP is missing"] = ("SUSP 5.3", i => i.Bytes[i.Entry(i.Root(Primary), "SP")] = (byte)'X'),
            ["ER is missing"] = ("RRIP 4.3", i => i.Bytes[i.Continuation(i.Entry(i.Root(Primary), "CE"))] = (byte)'X'),
            ["PX is missing"] = ("RRIP 4.1.1", i => i.Bytes[Entry(i, UserData, "PX")] = (byte)'X'),
            ["NM has a wrong length"] = ("SUSP 4.1", i => i.Bytes[Entry(i, UserData, "NM") + 2]++),
            ["CE leaves its block"] = ("SUSP 5.1", i => i.SetBoth32(i.Entry(i.Root(Primary), "CE") + 12, 2000)),

            // What no tool sees.
            ["records are out of order"] = (
                "ECMA-119 9.3",
                i => i.Set(i.Record(Primary, Latest + "/vendor_data.json;1") + 33, "aendor_data.json"u8)),
            ["d-characters are in lower case"] = ("ECMA-119 7.4.1", i => i.Set(Primary + 190, "set"u8)),
            ["padding byte is not zero"] = ("ECMA-119 9.1.12", i => i.Bytes[i.Record(Primary, MetaData) + 33 + 16] = 1),
            ["month of a record is 13"] = ("ECMA-119 9.1.5", i => i.Bytes[i.Record(Joliet, JolietUserData) + 19] = 13),

            // Beyond the list: faults of other writers, and what guests stumble over.
            ["descriptor of version 2 follows"] = ("config drive: descriptors", i => i.Bytes[Joliet + 6] = 2),
            ["Joliet label is padded with zeros"] = ("Joliet Allowed Character Set", i => i.Bytes.AsSpan(Joliet + 40 + 16, 16).Clear()),
            ["Joliet label is ASCII"] = ("config drive: one label", i => i.Set(Joliet + 40, "config-2                        "u8)),
            ["application use is no text"] = ("config drive: no other bytes", i => i.Bytes[Primary + 883] = 0x80),
            ["application use goes on after zeroes"] = ("config drive: no other bytes", i => i.Set(Primary + 883, "a\0b"u8)),
            ["application use of Joliet is not zero"] = ("config drive: no other bytes", i => i.Set(Joliet + 883, "a"u8)),
            ["Joliet flags are not zero"] = ("Joliet SVD Volume Flags Field", i => i.Bytes[Joliet + 7] = 1),
            ["Joliet identifier has a forbidden character"] = (
                "Joliet Allowed Character Set",
                i => i.Set(i.Record(Joliet, JolietUserData) + 33, 0, (byte)'*')),
            ["Joliet identifier has half a surrogate pair"] = (
                "Joliet Allowed Character Set",
                i => i.Set(i.Record(Joliet, JolietUserData) + 33, 0xD8, 0)),
            ["PX serial is another file's"] = (
                "config drive: serial numbers",
                i => i.SetBoth32(Entry(i, MetaData, "PX") + 36, i.Little32(Entry(i, UserData, "PX") + 36))),
            ["file mode allows writing"] = ("config drive: read-only to all", i => i.SetBoth32(Entry(i, UserData, "PX") + 4, 0x81A4)),
            ["two files overlap"] = (
                "config drive: no overlap",
                i => i.SetBoth32(i.Record(Primary, MetaData) + 2, (uint)(Extent(i, UserData) / Sector) + 1)),
            ["file lies over a directory"] = (
                "config drive: no overlap",
                i => i.SetBoth32(i.Record(Primary, MetaData) + 2, i.Little32(Primary + 158))),
            ["trees differ in a file"] = (
                "config drive: trees agree",
                i => i.SetBoth32(i.Record(Joliet, Latest + "/meta_data.json") + 10, 3)),
            ["bytes follow the end of a file"] = ("config drive: no other bytes", i => i.Bytes[Extent(i, MetaData) + 2000] = 1),
            ["bytes follow the last record"] = ("ECMA-119 6.8.1.1", i => i.Bytes[Extent(i, Latest) + 2047] = 1),
            ["system area is in use"] = ("config drive: no other bytes", i => i.Bytes[0x1FE] = 0x55),
            ["a file is hidden"] = ("config drive: plain files", i => i.Bytes[i.Record(Primary, UserData) + 25] = 1),
            ["TF announces more times"] = ("RRIP 4.1.6", i => i.Bytes[Entry(i, UserData, "TF") + 4] = 0x0F),
            ["a time is not the volume's"] = ("config drive: one time", i => i.Bytes[Entry(i, UserData, "TF") + 11]++),
            ["directory has the wrong number of links"] = ("config drive: links", i => i.SetBoth32(Entry(i, "openstack", "PX") + 12, 9)),
        };

    // Where the content of a file or directory starts.
    private static int Extent(RawImage image, string path) => (int)image.Little32(image.Record(Primary, path) + 2) * Sector;

    private static int Entry(RawImage image, string path, string signature) => image.Entry(image.Record(Primary, path), signature);
}
