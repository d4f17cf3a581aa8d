namespace ConfigDrive.Kubernetes.Client.Credentials;

/// <summary>The program of an <see cref="ExecCredential"/>, as the kubeconfig names it.</summary>
/// <param name="Command">Program; looked up in the path unless it holds a slash.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">Variables added to its environment.</param>
/// <param name="ApiVersion">Version of the protocol: <c>client.authentication.k8s.io/v1</c>.</param>
/// <param name="InstallHint">What to tell the user when the program is missing.</param>
public sealed record ExecPlugin(
    string Command,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string ApiVersion,
    string? InstallHint);
