using ConfigDrive.Iso;
using ConfigDrive.Operator.Api;

namespace ConfigDrive.Operator.Reconciling;

/// <summary>An image made from inputs.</summary>
/// <param name="Image">The image, with the revision on it; writes the same bytes each time.</param>
/// <param name="VolumeLabel">Its volume label.</param>
/// <param name="Revision">Keyed digest of its bytes, those apart where the revision stands.</param>
/// <param name="Inputs">Keyed digest of the identities and versions of what was read.</param>
/// <param name="Instance">Keyed digest of the instance ID on it.</param>
/// <param name="Password">How far the password is delivered, now that its Secret was read.</param>
internal sealed record RenderedDrive(IsoImage Image, string VolumeLabel, string Revision, string Inputs, string Instance, PasswordStatus? Password);
