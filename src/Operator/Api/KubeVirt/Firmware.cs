namespace ConfigDrive.Operator.Api.KubeVirt;

/// <summary>Firmware settings.</summary>
public sealed record Firmware
{
    /// <summary>SMBIOS system UUID.</summary>
    public string? Uuid { get; init; }

    /// <summary>SMBIOS system serial number.</summary>
    public string? Serial { get; init; }
}
