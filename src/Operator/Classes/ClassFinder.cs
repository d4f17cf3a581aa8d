using ConfigDrive.Operator.Cluster;

namespace ConfigDrive.Operator.Classes;

/// <summary>Finds the class of a ConfigDrive in the caches.</summary>
internal static class ClassFinder
{
    /// <summary>
    /// The class that the spec names, else the default one. As with StorageClasses, the empty name is no class. Other than there, the default is not
    /// written to the spec, which belongs to its author: a drive that had a default class and has none now says so, and keeps what it has.
    /// </summary>
    public static ClassChoice Find(V1Alpha1ConfigDrive drive, ClassCache classes) => drive.Spec.ClassName switch
    {
        "" => new ClassChoice(Class: null),
        { } name => classes.Classes.Store.Find(new("", name)) is { } named ? new ClassChoice(named) : Missing(name, "that spec.className names", classes),
        null => Default(drive, classes),
    };

    private static ClassChoice Default(V1Alpha1ConfigDrive drive, ClassCache classes)
    {
        var defaults = classes.Classes.Store.List().Where(each => each.IsDefault).OrderBy(each => each.Metadata.Name, StringComparer.Ordinal).ToList();
        return defaults switch
        {
            [var one] => new ClassChoice(one),
            [] when classes.Classes.Store.ListUnreadable() is [var unreadable, ..] => new ClassChoice(null, StepResult.Waiting(
                Reasons.ObjectUnreadable, $"""ConfigDriveClass "{unreadable.Key.Name}" cannot be read at {unreadable.Fault}, and may be the default one: correct it""")),
            [] when drive.Status?.ClassName is { } former => Missing(former, "of which the drive was made as of the default one", classes),
            [] => new ClassChoice(Class: null),
            _ => new ClassChoice(null, StepResult.Waiting(
                Reasons.DefaultClassAmbiguous,
                $"ConfigDriveClasses {string.Join(" and ", defaults.Take(3).Select(each => $"\"{each.Metadata.Name}\""))} have the annotation {Annotations.DefaultClass}: "
                + "remove it from all but one, or name a class in spec.className")),
        };
    }

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
