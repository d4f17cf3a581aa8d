using System.CommandLine;
using ConfigDrive.Kubernetes.CustomResources;
using ConfigDrive.Kubernetes.Serialization;

namespace ConfigDrive.Operator.Commands;

/// <summary><c>crds</c>: prints the CustomResourceDefinitions, made from the C# types.</summary>
internal static class CrdsCommand
{
    public static Command Create()
    {
        var command = new Command("crds", "Print the CustomResourceDefinitions");
        command.SetAction(parsed => Print(parsed.InvocationConfiguration.Output));
        return command;
    }

    private static void Print(TextWriter output)
    {
        KubernetesYaml.Write(CustomResourceDefinition.Generate(ConfigDriveJsonContext.Default.V1Alpha1ConfigDrive), output);
        output.WriteLine("---");
        KubernetesYaml.Write(CustomResourceDefinition.Generate(ConfigDriveJsonContext.Default.V1Alpha1ConfigDriveClass), output);
    }
}
