namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>KubeVirt's own disk for cloud-init's NoCloud; its label is always <c>cidata</c> (pkg/cloud-init/cloud-init.go).</summary>
public sealed record CloudInitNoCloudSource;
