using ConfigDrive.Operator.Attachment;

namespace ConfigDrive.Operator.Tests.Attachment;

/// <summary>What an operator watches; each watch is late or not by itself.</summary>
[Flags]
internal enum CacheParts
{
    None = 0,
    VirtualMachine = 1,
    Instance = 2,
    Migrations = 4,
    All = VirtualMachine | Instance | Migrations,
}
