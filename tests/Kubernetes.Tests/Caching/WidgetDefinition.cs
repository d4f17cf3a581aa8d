using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Client;

namespace ConfigDrive.Kubernetes.Tests.Caching;

/// <summary>Installs a CustomResourceDefinition of widgets that lets anything pass.</summary>
internal static class WidgetDefinition
{
    public static Task<V1PartialObjectMetadata> InstallAsync(KubernetesClient client, string group, CancellationToken cancellationToken) =>
        client.Resource(Resources.CustomResourceDefinitions).CreateAsync(
            new V1PartialObjectMetadata
            {
                ApiVersion = "apiextensions.k8s.io/v1",
                Kind = "CustomResourceDefinition",
                Metadata = new() { Name = $"widgets.{group}" },
                ExtensionData = new()
                {
                    ["spec"] = JsonNode.Parse($$$"""
                        {
                          "group": "{{{group}}}",
                          "scope": "Namespaced",
                          "names": { "kind": "Widget", "plural": "widgets", "singular": "widget" },
                          "versions": [
                            {
                              "name": "v1",
                              "served": true,
                              "storage": true,
                              "schema": { "openAPIV3Schema": { "type": "object", "x-kubernetes-preserve-unknown-fields": true } }
                            }
                          ]
                        }
                        """).ToElement(),
                },
            },
            cancellationToken);
}
