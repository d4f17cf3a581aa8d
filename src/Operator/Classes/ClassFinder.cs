using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Classes;

/// <summary>Which class a ConfigDrive has.</summary>
internal static class ClassFinder
{
    /// <summary>
    /// The classes that a ConfigDrive may have: that which its spec names, else the default ones. One is its class, among several somebody has to choose; none
    /// is a fault where the spec names one, and else no class.
    /// </summary>
    public static IReadOnlyList<V1Alpha1ConfigDriveClass> Candidates(V1Alpha1ConfigDrive drive, IEnumerable<V1Alpha1ConfigDriveClass> classes) =>
    [
        .. classes.Where(each => drive.Spec.ClassName is { } name ? each.Metadata.Name == name : each.IsDefault).OrderBy(each => each.Metadata.Name, StringComparer.Ordinal),
    ];

    /// <summary>
    /// The class among the candidates in the caches. As with StorageClasses, the empty name is no class. Other than there, the default is not
    /// written to the spec, which belongs to its author: a drive that had a default class and has none now says so, and keeps what it has.
    /// </summary>
    public static ClassChoice Find(V1Alpha1ConfigDrive drive, ClassCache classes) => (drive.Spec.ClassName, Candidates(drive, classes.Classes.Store.List())) switch
    {
        (_, [var one]) => new ClassChoice(one),
        ("", _) => new ClassChoice(Class: null),
        ({ } name, _) => Missing(name, "that spec.className names", classes),
        (null, []) when classes.Classes.Store.ListUnreadable() is [var unreadable, ..] => new ClassChoice(null, StepResult.Waiting(
            Reasons.ObjectUnreadable, $"""ConfigDriveClass "{unreadable.Key.Name}" cannot be read at {unreadable.Fault}, and may be the default one: correct it""")),
        (null, []) when drive.Status?.ClassName is { } former => Missing(former, "of which the drive was made as of the default one", classes),
        (null, []) => new ClassChoice(Class: null),
        (null, var defaults) => new ClassChoice(null, StepResult.Waiting(
            Reasons.DefaultClassAmbiguous,
            $"ConfigDriveClasses {string.Join(" and ", defaults.Take(3).Select(each => $"\"{each.Metadata.Name}\""))} have the annotation {Annotations.DefaultClass}: "
            + "remove it from all but one, or name a class in spec.className")),
    };

    private static ClassChoice Missing(string name, string which, ClassCache classes) => new(null, classes.Classes.Store.FindUnreadable(new("", name)) is { } unreadable
        ? StepResult.Waiting(Reasons.ObjectUnreadable, $"""ConfigDriveClass "{name}" cannot be read at {unreadable.Fault}: correct it""")
        : !classes.Classes.IsServed ? StepResult.Waiting(
            Reasons.ClassNotFound, $"""ConfigDriveClass "{name}", {which}, cannot exist: the cluster does not serve configdriveclasses.configdrive.dev/v1alpha1; install the definition""")
        : classes.Classes.Store.Find(new("", name)) is not null ? StepResult.Waiting(
            Reasons.ClassNotFound,
            $"""ConfigDriveClass "{name}", {which}, is no longer the default, and no other is: annotate one with {Annotations.DefaultClass}, or set spec.className, which may be empty for none""")
        : StepResult.Waiting(
            Reasons.ClassNotFound, $"""ConfigDriveClass "{name}", {which}, does not exist: create it, or name another in spec.className, which may be empty for none"""));
}
