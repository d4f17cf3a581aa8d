namespace ConfigDrive.Iso;

/// <summary>
/// The bytes are not an ISO 9660 image, or a damaged one, or one with features that are not read here. The message says where and what.
/// </summary>
/// <param name="message">Where the image is at fault and what is wrong there.</param>
public sealed class IsoFormatException(string message) : Exception(message);
