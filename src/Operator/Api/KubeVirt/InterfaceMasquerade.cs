namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>KubeVirt's network address translation in front of a guest.</summary>
public sealed record InterfaceMasquerade;
