using System.Net.Http.Headers;
using System.Text;
using ConfigDrive.Kubernetes.Client.Credentials;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ConfigDrive.Kubernetes.Client;

/// <summary>One or more kubeconfig files merged: the first that has a cluster, user, context or current context wins.</summary>
/// <remarks>https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/</remarks>
internal sealed class KubeConfig(IReadOnlyList<KubeConfigNode> files)
{
    /// <summary>Reads the files in <paramref name="path"/>. Of several, missing ones are skipped, as kubectl does.</summary>
    public static KubeConfig Load(string path)
    {
        var paths = path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var files = paths.Where(file => paths.Length == 1 || File.Exists(file)).Select(Read).ToList();
        return files.Count > 0 ? new KubeConfig(files) : throw new KubeConfigException($"None of the kubeconfig files exists: {path}");
    }

    /// <summary>The configuration that a context describes.</summary>
    public KubernetesClientConfiguration ToConfiguration(string? contextName, TimeProvider timeProvider)
    {
        contextName ??= files.Select(file => file.Text("current-context")).FirstOrDefault(name => name is not null)
            ?? throw new KubeConfigException($"{files[0].File}: current-context is missing; set it, or name a context");
        var context = Find("contexts", "context", contextName);
        var cluster = Find("clusters", "cluster", context.Required("cluster"));
        var user = context.Text("user") is { } name ? Find("users", "user", name) : null;
        var authority = cluster.Pem("certificate-authority");
        return new KubernetesClientConfiguration
        {
            Server = Address(cluster, "server") ?? throw cluster.Fault("server", "is missing"),
            Namespace = context.Text("namespace") ?? "default",
            Credential = user is null ? Credential.Anonymous : CredentialOf(user, timeProvider),
            Trust = authority is null ? null : new ClusterTrust(authority),
            SkipTlsVerify = cluster.Text("insecure-skip-tls-verify") is "true",
            TlsServerName = cluster.Text("tls-server-name"),
            ProxyUrl = Address(cluster, "proxy-url"),
        };
    }

    // The order is client-go's: a certificate may come with a token, the token file goes before the token, and a plugin is asked last.
    private static Credential CredentialOf(KubeConfigNode user, TimeProvider timeProvider)
    {
        Credential? header = (user.FilePath("tokenFile"), user.Text("token"), user.Text("username")) switch
        {
            ({ } file, _, _) => new TokenFileCredential(file, timeProvider),
            (_, { } token, _) => new StaticCredential(new AuthenticationHeaderValue("Bearer", token)),
            (_, _, { } name) => new StaticCredential(
                new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{user.Text("password")}")))),
            _ => null,
        };
        if (user.Pem("client-certificate") is { } certificate)
        {
            var key = user.Pem("client-key") ?? throw user.Fault("client-key", "is missing, although there is a client-certificate");
            return new CertificateCredential(() => (certificate(), key()), header);
        }

        return header ?? (user.Child("exec") is { } exec ? new ExecCredential(PluginOf(exec), timeProvider) : Credential.Anonymous);
    }

    private static ExecPlugin PluginOf(KubeConfigNode exec)
    {
        var command = exec.Required("command");
        return new ExecPlugin(
            command.Contains('/', StringComparison.Ordinal) ? exec.FilePath("command")! : command,
            exec.Texts("args"),
            exec.Items("env").ToDictionary(variable => variable.Required("name"), variable => variable.Text("value") ?? ""),
            exec.Required("apiVersion"),
            exec.Text("installHint"));
    }

    private static Uri? Address(KubeConfigNode node, string field) => node.Text(field) is not { } text
        ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : throw node.Fault(field, $"is not an absolute URL: {text}");

    private static KubeConfigNode Read(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var stream = new YamlStream();
            stream.Load(reader);
            return stream.Documents is [{ RootNode: YamlMappingNode root }, ..]
                ? new KubeConfigNode(root, path, "")
                : throw new KubeConfigException($"{path}: not a kubeconfig: the document is not a mapping");
        }
        catch (YamlException exception)
        {
            throw new KubeConfigException($"{path}: not YAML at {exception.Start}: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigException($"{path}: cannot be read: {exception.Message}", exception);
        }
    }

    private KubeConfigNode Find(string list, string kind, string name)
    {
        var entry = files.SelectMany(file => file.Items(list)).FirstOrDefault(entry => entry.Text("name") == name)
            ?? throw new KubeConfigException($"{string.Join(", ", files.Select(file => file.File))}: {list} has no entry named '{name}'");
        var node = entry.Child(kind) ?? throw entry.Fault(kind, "is missing");
        return node with { Field = $"{list}[{name}].{kind}" };
    }
}

/// <summary>A mapping in a kubeconfig with its file, from whose folder relative paths start, and its place there, <c>users[admin].user</c>, for messages.</summary>
internal sealed record KubeConfigNode(YamlMappingNode Mapping, string File, string Field)
{
    /// <summary>The text of a field; null when absent or empty.</summary>
    public string? Text(string name) => Get<YamlScalarNode>(name)?.Value is { Length: > 0 } text and not "null" ? text : null;

    /// <summary>The text of a field that must be there.</summary>
    public string Required(string name) => Text(name) ?? throw Fault(name, "is missing");

    /// <summary>A mapping inside this one; null when absent.</summary>
    public KubeConfigNode? Child(string name) => Get<YamlMappingNode>(name) is { } mapping ? new KubeConfigNode(mapping, File, At(name)) : null;

    /// <summary>The items of a list inside this mapping.</summary>
    public IEnumerable<KubeConfigNode> Items(string name) =>
        Get<YamlSequenceNode>(name)?.OfType<YamlMappingNode>().Select((item, index) => new KubeConfigNode(item, File, $"{At(name)}[{index}]")) ?? [];

    /// <summary>The texts of a list inside this mapping.</summary>
    public IReadOnlyList<string> Texts(string name) => [.. Get<YamlSequenceNode>(name)?.OfType<YamlScalarNode>().Select(item => item.Value ?? "") ?? []];

    /// <summary>A path in a field, made absolute.</summary>
    public string? FilePath(string name) => Text(name) is { } path ? Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(File))!) : null;

    /// <summary>Reads PEM that is in <c>name-data</c> as base64, or in the file that <c>name</c> names; null when the node has neither.</summary>
    public Func<string>? Pem(string name)
    {
        if (Text($"{name}-data") is { } data)
        {
            try
            {
                var pem = System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(data));
                return () => pem;
            }
            catch (FormatException exception)
            {
                throw Fault($"{name}-data", "is not base64", exception);
            }
        }

        return FilePath(name) is { } path ? () => System.IO.File.ReadAllText(path) : null;
    }

    /// <summary>The exception for a field, which names file and field.</summary>
    public KubeConfigException Fault(string name, string fault, Exception? cause = null) => new($"{File}: {At(name)} {fault}", cause);

    private T? Get<T>(string name)
        where T : YamlNode => Mapping.Children.TryGetValue(name, out var node) ? node as T : null;

    private string At(string name) => Field.Length == 0 ? name : $"{Field}.{name}";
}

/// <summary>A kubeconfig is missing or invalid; the message names the file and the field.</summary>
public sealed class KubeConfigException(string message, Exception? innerException = null) : Exception(message, innerException);
