namespace ConfigDrive.Operator.Copying.Client;

/// <summary>Where an image goes.</summary>
internal interface ICopyTarget
{
    /// <summary>
    /// Takes an image, forces it to the disk, and reads it back. When the call returns it lies there whole; when it throws, or the process dies, a file that
    /// was there before still does.
    /// </summary>
    /// <returns>Keyed digest of what was read back (<see cref="CopyDigest"/>).</returns>
    /// <exception cref="CopyFaultException">The image broke off; try again.</exception>
    /// <exception cref="CopyFailedException">The target cannot take it, or does not give back what it took.</exception>
    Task<string> FillAsync(SourceImage image, CancellationToken cancellationToken);
}
