using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.Core;
using ConfigDrive.Operator.Claims;

namespace ConfigDrive.Operator.Tests.Claims;

/// <summary>Copy pods as the operator makes them.</summary>
internal static class SamplePods
{
    public static V1Pod Make(V1Alpha1ConfigDrive drive, DesiredClaim wanted, V1PersistentVolumeClaim claim, int attempt = 1, Placement? placement = null) => CopyPod.Make(
        drive,
        wanted,
        claim,
        new CopyPodSettings { Image = "example.org/operator:1" },
        new CopySource(path => new Uri($"https://copy.example.org:8443{path}"), "PEM"),
        placement ?? new Placement(null, null, null),
        attempt);
}
