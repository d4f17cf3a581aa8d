namespace ConfigDrive.Operator.Copying.Client;

/// <summary>Where an image comes from.</summary>
internal interface IImageSource
{
    /// <summary>Opens the image, from its start.</summary>
    /// <exception cref="CopyFaultException">It cannot be had now; try again.</exception>
    /// <exception cref="CopyFailedException">It cannot be had at all.</exception>
    Task<SourceImage> OpenAsync(CancellationToken cancellationToken);
}
