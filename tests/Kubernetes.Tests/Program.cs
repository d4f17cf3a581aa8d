using System.Diagnostics.CodeAnalysis;
using ConfigDrive.Kubernetes.Tests.Leadership;

namespace ConfigDrive.Kubernetes.Tests;

/// <summary>Runs the tests, or, as <c>lead …</c>, one of the processes that they watch compete for a lease.</summary>
[ExcludeFromCodeCoverage]
internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        ["lead", var kubeconfig, var server, var ns, var identity] => LeadingProcess.RunAsync(kubeconfig, server, ns, identity),
        _ when args.Contains("--server") || args.Contains("--internal-msbuild-node") =>
            Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
    };
}
