using System.Buffers.Binary;
using ConfigDrive.Iso.Layout;
using static ConfigDrive.Iso.Format.PathTableRecordFields;

namespace ConfigDrive.Iso.Writing;

/// <summary>
/// Writes path tables into zeroed sectors (ECMA-119 9.4). The two tables of a tree differ only in the order of the bytes of their numbers.
/// </summary>
internal static class PathTableWriter
{
    public static void Write(Span<byte> table, DirectoryHierarchy hierarchy, bool bigEndian)
    {
        foreach (var directory in hierarchy.Directories)
        {
            // The root's identifier is one zero byte, in a Joliet table as well.
            var isRoot = directory.Number == 1;
            var identifierLength = isRoot ? 1 : hierarchy.Identifiers.EncodedLength(directory.Node);
            table[IdentifierLength] = (byte)identifierLength;
            if (bigEndian)
            {
                BinaryPrimitives.WriteUInt32BigEndian(table[ExtentLocation..], directory.FirstBlock);
                BinaryPrimitives.WriteUInt16BigEndian(table[ParentDirectoryNumber..], (ushort)directory.Parent.Number);
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(table[ExtentLocation..], directory.FirstBlock);
                BinaryPrimitives.WriteUInt16LittleEndian(table[ParentDirectoryNumber..], (ushort)directory.Parent.Number);
            }

            if (!isRoot)
            {
                hierarchy.Identifiers.Encode(directory.Node, table.Slice(Identifier, identifierLength));
            }

            table = table[RecordLength(identifierLength)..];
        }
    }
}
