using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Serving;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.TestControlPlane;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Http;

namespace ConfigDrive.Cluster.Tests.KubeVirtContract;

/// <summary>The webhooks of KubeVirt's double where the API server asks them, so that they refuse requests as KubeVirt's do.</summary>
internal sealed class PlayedWebhooks : IAsyncDisposable
{
    /// <summary>Who alone may change what instances are to be.</summary>
    public const string KubeVirtUser = "system:serviceaccount:kubevirt:kubevirt-controller";

    private const string Group = "kubevirt.io";

    private readonly IKubernetes client;
    private readonly Func<KubeVirtSettings> settings;
    private readonly CancellationTokenSource stop = new();
    private readonly X509Certificate2 certificate = NewCertificate();
    private readonly HttpServer server;
    private readonly Task serving;

    /// <summary>They listen, but nobody asks them yet.</summary>
    public PlayedWebhooks(IKubernetes client, Func<KubeVirtSettings> settings)
    {
        this.client = client;
        this.settings = settings;
        var context = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        server = new HttpServer(AnswerAsync, new IPEndPoint(IPAddress.Loopback, 0)) { Certificate = () => context };
        serving = server.RunAsync(stop.Token);
    }

    /// <summary>A ValidatingWebhookConfiguration; what its webhooks have in common is added.</summary>
    public static string Configuration(string name, string webhooks) => $$"""
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: {name: {{name}}}
        webhooks:

        """ + webhooks.With("- name:", "- sideEffects: None\n  timeoutSeconds: 10\n  admissionReviewVersions: [v1]\n  name:");

    /// <summary>Has the API server ask them from now on.</summary>
    public async Task InstallAsync()
    {
        var authority = Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        var endpoint = $$"""{url: "https://127.0.0.1:{{await server.PortAsync}}/", caBundle: {{authority}}}""";
        var yaml = Configuration("virt-api-validator", string.Concat(
            Webhook("virtualmachine-validator.kubevirt.io", "[CREATE, UPDATE]", "virtualmachines"),
            Webhook("virtualmachineinstances-update-validator.kubevirt.io", "[UPDATE]", "virtualmachineinstances"),
            Webhook("migration-create-validator.kubevirt.io", "[CREATE]", "virtualmachineinstancemigrations")));
        var configuration = KubernetesYaml.Deserialize<V1ValidatingWebhookConfiguration>(yaml);
        await client.AdmissionregistrationV1.CreateValidatingWebhookConfigurationAsync(configuration);
        return;

        string Webhook(string name, string operations, string resource) => $$"""
            - name: {{name}}
              clientConfig: {{endpoint}}
              rules: [{apiGroups: [{{Group}}], apiVersions: [v1], operations: {{operations}}, resources: [{{resource}}], scope: Namespaced}]
              failurePolicy: Fail

            """;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await serving;
        stop.Dispose();
        certificate.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var review = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        var request = review["request"]!;
        var response = new JsonObject { ["uid"] = (string?)request["uid"], ["allowed"] = true };
        try
        {
            await JudgeAsync(request, context.RequestAborted);
        }
        catch (AdmissionException exception)
        {
            // The API server itself puts the name of the webhook in front.
            response["allowed"] = false;
            response["status"] = new JsonObject { ["code"] = StatusCodes.Status422UnprocessableEntity, ["message"] = exception.Reason };
        }

        review.AsObject().Remove("request");
        review["response"] = response;
        await context.Response.WriteAsync(review.ToJsonString(), context.RequestAborted);
    }

    private async Task JudgeAsync(JsonNode request, CancellationToken cancellationToken)
    {
        var (current, former) = ((JsonObject)request["object"]!, (JsonObject?)request["oldObject"]);
        switch ((string?)request["resource"]!["resource"])
        {
            case "virtualmachines" when current["metadata"]!["deletionTimestamp"] is null:
                KubeVirtDouble.Admission.Review(settings(), former, current);
                break;
            case "virtualmachineinstances" when (string?)request["userInfo"]!["username"] != KubeVirtUser:
                KubeVirtDouble.Admission.ReviewInstance(former!, current);
                break;
            case "virtualmachineinstancemigrations":
                var (@namespace, name) = ((string)request["namespace"]!, (string)current["spec"]!["vmiName"]!);
                KubeVirtDouble.Admission.ReviewMigration(await MachineAsync(@namespace, name, cancellationToken));
                break;
        }
    }

    /// <summary>What KubeVirt's webhook looks at when a migration is made.</summary>
    private async Task<Machine> MachineAsync(string @namespace, string name, CancellationToken cancellationToken)
    {
        var instance = await client.CustomObjects.GetNamespacedCustomObjectAsync<JsonObject>(
            Group, "v1", @namespace, "virtualmachineinstances", name, cancellationToken).OrNullAsync();
        var migrations = await client.CustomObjects.ListNamespacedCustomObjectAsync<JsonObject>(
            Group, "v1", @namespace, "virtualmachineinstancemigrations", cancellationToken: cancellationToken);
        var ofInstance = migrations["items"]!.AsArray().OfType<JsonObject>().Where(found => (string?)found["spec"]?["vmiName"] == name);
        return new Machine
        {
            VirtualMachine = [],
            Instance = instance,
            Migrations = [.. ofInstance],
            Claims = _ => ClaimState.Filled,
        };
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=virt-api", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
    }
}
