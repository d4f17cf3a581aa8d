using System.Text.Json.Serialization;
using ConfigDrive.Kubernetes.Client;

namespace ConfigDrive.Kubernetes.Tests.Client;

/// <summary>Tokens of service accounts, as the kubelet gets them.</summary>
internal static class ServiceAccountTokens
{
    public static async Task<string> TokenAsync(
        this KubernetesClient client, NamespacedName account, TokenRequestSpec spec, CancellationToken cancellationToken)
    {
        // What is posted to a collection goes to the subresource when the path says so.
        var definition = new ResourceDefinition<TokenRequest>(
            "", "v1", "TokenRequest", $"serviceaccounts/{account.Name}/token", Namespaced: true, TokenJsonContext.Default.TokenRequest);
        var request = new TokenRequest { Metadata = new() { Namespace = account.Namespace, Name = account.Name }, Spec = spec };
        return (await client.Resource(definition).CreateAsync(request, cancellationToken)).Status!.Token!;
    }
}

internal sealed record TokenRequest() : KubernetesObject("authentication.k8s.io/v1", "TokenRequest")
{
    public TokenRequestSpec Spec { get => field ?? new(); init; }
    public TokenRequestStatus? Status { get; init; }
}

internal sealed record TokenRequestSpec
{
    public IReadOnlyList<string> Audiences { get => field ?? []; init; }
    public long? ExpirationSeconds { get; init; }

    /// <summary>The object with which the token dies.</summary>
    public V1ObjectReference? BoundObjectRef { get; init; }
}

internal sealed record TokenRequestStatus { public string? Token { get; init; } }

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenRequest))]
internal sealed partial class TokenJsonContext : JsonSerializerContext;
