using System.Text;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.MigrationWebhook;

namespace ConfigDrive.Operator.Tests.MigrationWebhook;

/// <summary>What is written to a ValidatingWebhookConfiguration, and when nothing is.</summary>
public sealed class WebhookAuthoritiesTests
{
    private const string Bundle = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("another")]
    public void Bundle_ThatDiffers_IsWritten_ToOurWebhookAlone(string? present)
    {
        var patch = WebhookAuthorities.PatchFor(Configuration(present), MigrationReview.Name, Bundle);

        var expected = new JsonArray(
            new JsonObject { ["op"] = "test", ["path"] = "/webhooks/1/name", ["value"] = MigrationReview.Name },
            new JsonObject { ["op"] = "add", ["path"] = "/webhooks/1/clientConfig/caBundle", ["value"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(Bundle)) });
        Assert.True(JsonNode.DeepEquals(expected, patch!.ToJson()), patch.ToJson().ToJsonString());
    }

    [Fact]
    public void Bundle_ThatIsThere_IsNotWritten() => Assert.Null(WebhookAuthorities.PatchFor(Configuration(Bundle), MigrationReview.Name, Bundle));

    [Fact]
    public void Configuration_WithoutOurWebhook_IsLeftAlone()
    {
        Assert.Throws<InvalidDataException>(() => WebhookAuthorities.PatchFor(Configuration(Bundle), "other.example.org", Bundle));
        Assert.Throws<InvalidDataException>(() => WebhookAuthorities.PatchFor(new V1ValidatingWebhookConfiguration(), MigrationReview.Name, Bundle));
    }

    private static V1ValidatingWebhookConfiguration Configuration(string? bundle) => new()
    {
        Webhooks =
        [
            new V1ValidatingWebhook { Name = "first.example.org" },
            new V1ValidatingWebhook
            {
                Name = MigrationReview.Name,
                ClientConfig = new Admissionregistrationv1WebhookClientConfig { CaBundle = bundle is null ? null : Encoding.ASCII.GetBytes(bundle) },
            },
        ],
    };
}
