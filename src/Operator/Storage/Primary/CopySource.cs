namespace ConfigDrive.Operator.Storage.Primary;

/// <summary>Where copy pods pull images from.</summary>
/// <param name="Url">Root of the copy endpoint.</param>
/// <param name="Authorities">Certificates, in PEM, that vouch for it.</param>
internal sealed record CopySource(Uri Url, string Authorities);
