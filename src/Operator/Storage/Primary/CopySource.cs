using ConfigDrive.Operator.Copying;

namespace ConfigDrive.Operator.Storage.Primary;

/// <summary>Where copy pods pull images from.</summary>
/// <param name="UrlOf">URL of a revision at the copy endpoint.</param>
/// <param name="AuthoritiesPem">Certificates, in PEM, that vouch for the endpoint.</param>
internal sealed record CopySource(Func<CopyPath, Uri> UrlOf, string AuthoritiesPem);
