using ConfigDrive.Cluster.Tests;

namespace ConfigDrive.Benchmarks.WholeSystem;

/// <summary>A program that keeps images of ConfigDrives in a directory: the operator, or what it is compared to.</summary>
/// <param name="File">The program.</param>
/// <param name="UserAgent">How its requests begin to name themselves.</param>
/// <param name="Arguments">Arguments before those that tell cluster and directory.</param>
internal sealed record MeasuredProgram(string File, string UserAgent, params IReadOnlyList<string> Arguments)
{
    /// <summary>The operator, as it is published.</summary>
    public static MeasuredProgram Operator { get; } = new(
        OperatorCommand.Program, "configdrive-operator", "run", "--workers", "4", "--log-level", "Warning", "--health-address", "127.0.0.1:0");

    /// <summary>The peer, an operator made with client-go (<c>Peer/main.go</c>); <c>null</c> where it could not be compiled.</summary>
    public static MeasuredProgram? Peer { get; } =
        Environment.GetEnvironmentVariable("CONFIGDRIVE_PEER") is { Length: > 0 } file ? new(file, "peer") : null;
}
