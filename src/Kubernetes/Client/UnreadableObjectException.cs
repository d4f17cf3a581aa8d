namespace ConfigDrive.Kubernetes.Client;

/// <summary>The server answered with an object that does not fit our type. The message names the place, never a value.</summary>
/// <param name="request">Method and path of the request.</param>
/// <param name="fault">What does not fit: the JSON path.</param>
public sealed class UnreadableObjectException(string request, string fault) : Exception($"{request} was answered with what cannot be read at {fault}")
{
    internal UnreadableObjectException(string request, UnreadableObject found)
        : this($"{request}: {found.Key}", found.Fault)
    {
    }
}
