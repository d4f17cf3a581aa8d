namespace ConfigDrive.Operator.Copying.Server;

/// <summary>A request is not answered with an image.</summary>
/// <param name="statusCode">HTTP status.</param>
/// <param name="outcome">Why, as one word for metrics.</param>
/// <param name="message">Why, for people; nothing in it is secret.</param>
internal sealed class CopyRefusedException(int statusCode, string outcome, string message) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public int StatusCode { get; } = statusCode;

    /// <summary>Why, as one word for metrics.</summary>
    public string Outcome { get; } = outcome;
}
