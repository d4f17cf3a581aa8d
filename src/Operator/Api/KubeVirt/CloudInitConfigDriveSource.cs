namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>KubeVirt's own config drive; its label is always <c>config-2</c> (pkg/cloud-init/cloud-init.go).</summary>
public sealed record CloudInitConfigDriveSource;
