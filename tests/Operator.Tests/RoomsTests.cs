using System.Reflection;
using System.Reflection.Emit;
using ConfigDrive.Iso.Writing;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Operator.Steps;

namespace ConfigDrive.Operator.Tests;

/// <summary>
/// A room is a namespace of a project, with those under it. Rooms depend on each other in one direction, as the compiled types say: by what they
/// derive from, hold, take, return and call.
/// </summary>
public sealed class RoomsTests
{
    /// <summary>The rooms of the operator: each may use those before it, and none of those after it.</summary>
    private static readonly string[] Order =
    [
        "Api", "Pipeline", "Files", "Content", "Revisions", "Telemetry", "Cluster", "Classes", "Library", "Copying", "Claims", "Attachment", "Rendering", "Importing",
        "Steps", "Requests", "Certificates", "CopyEndpoint", "CopyProgram", "MigrationWebhook", "", "Commands",
    ];

    [Fact]
    public void Operator_EachRoom_UsesOnlyRoomsBeforeIt()
    {
        var arrows = ArrowsOf(typeof(ConfigDriveReconciler).Assembly, "ConfigDrive.Operator");

        Assert.Empty(arrows.Select(arrow => arrow.From).Concat(arrows.Select(arrow => arrow.To)).Distinct().Except(Order));
        Assert.DoesNotContain(arrows, arrow => Array.IndexOf(Order, arrow.From) < Array.IndexOf(Order, arrow.To));
    }

    [Fact]
    public void Operator_ContentAndItsVocabulary_KnowNoClientAndNoClock()
    {
        var content = typeof(ConfigDriveReconciler).Assembly.GetTypes().Where(type => type.Namespace?.StartsWith("ConfigDrive.Operator.Content", StringComparison.Ordinal) is true);

        Assert.NotEmpty(content);
        Assert.Empty(content.SelectMany(type => UsedBy(type).Where(used => used == typeof(KubernetesClient) || used == typeof(TimeProvider)).Select(used => (type, used))));
    }

    [Theory]
    [InlineData("ConfigDrive.Kubernetes")]
    [InlineData("ConfigDrive.Iso")]
    public void Library_ItsRooms_FormNoCircle(string root)
    {
        var assembly = root == "ConfigDrive.Iso" ? typeof(IsoImage).Assembly : typeof(KubernetesClient).Assembly;
        var arrows = ArrowsOf(assembly, root);

        Assert.NotEmpty(arrows);
        Assert.DoesNotContain(arrows, arrow => Reach(arrow.To).Contains(arrow.From));

        HashSet<string> Reach(string from)
        {
            var seen = new HashSet<string>();
            var open = new Stack<string>([from]);
            while (open.TryPop(out var room))
            {
                foreach (var arrow in arrows.Where(arrow => arrow.From == room && seen.Add(arrow.To)))
                {
                    open.Push(arrow.To);
                }
            }

            return seen;
        }
    }

    [Fact]
    public void Arrows_OfAKnownCall_AreSeen()
    {
        Assert.Contains(ArrowsOf(typeof(ConfigDriveReconciler).Assembly, "ConfigDrive.Operator"), arrow => arrow is { From: "Steps", To: "Library", Using: "StoreOnSecondary" });
    }

    private static IReadOnlyList<Arrow> ArrowsOf(Assembly assembly, string root) =>
    [
        .. from type in assembly.GetTypes()
           let room = RoomOf(type, root)
           where room is not null
           from used in UsedBy(type)
           where used.Assembly == assembly
           let target = RoomOf(used, root)
           where target is not null && target != room
           select new Arrow(room, target, Outermost(type).Name, Outermost(used).Name) into arrow
           group arrow by arrow into same
           select same.Key,
    ];

    private static string? RoomOf(Type type, string root) => Outermost(type).Namespace is { } name && (name == root || name.StartsWith(root + ".", StringComparison.Ordinal))
        ? name.Length == root.Length ? "" : name[(root.Length + 1)..].Split('.')[0]
        : null;

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<Type> UsedBy(Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var methods = type.GetMembers(All).OfType<MethodBase>().ToList();
        return type.GetInterfaces()
            .Append(type.BaseType)
            .Concat(type.GetFields(All).Select(field => field.FieldType))
            .Concat(methods.SelectMany(method => method.GetParameters()).Select(parameter => parameter.ParameterType))
            .Concat(methods.OfType<MethodInfo>().Select(method => method.ReturnType))
            .Concat(methods.SelectMany(NamedInBody))
            .OfType<Type>()
            .SelectMany(Parts);
    }

    private static IEnumerable<Type> Parts(Type type) => type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
        : [type];

    private static IEnumerable<Type> NamedInBody(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            yield break;
        }

        var typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            var operation = code[at] == 0xFE ? Operations.Long[code[at + 1]] : Operations.Short[code[at]];
            at += operation.Size;
            if (operation.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                var member = method.Module.ResolveMember(BitConverter.ToInt32(code, at), typeArguments, methodArguments);
                if ((member as Type ?? member?.DeclaringType) is { } named)
                {
                    yield return named;
                }
            }

            at += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    private sealed record Arrow(string From, string To, string Using, string Used);

    private static class Operations
    {
        private static readonly ILookup<bool, OpCode> All = typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToLookup(operation => operation.Size == 1);

        public static readonly Dictionary<int, OpCode> Short = All[true].ToDictionary(operation => (int)operation.Value);
        public static readonly Dictionary<int, OpCode> Long = All[false].ToDictionary(operation => operation.Value & 0xFF);
    }
}
