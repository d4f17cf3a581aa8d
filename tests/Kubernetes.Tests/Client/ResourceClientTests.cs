using System.Text;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Client;

namespace ConfigDrive.Kubernetes.Tests.Client;

/// <summary>Every verb against a real API server.</summary>
public sealed class ResourceClientTests(ControlPlaneFixture fixture)
{
    internal static readonly ResourceDefinition<V1PartialObjectMetadata> ServiceAccounts =
        new("", "v1", "ServiceAccount", "serviceaccounts", Namespaced: true, KubernetesJsonContext.Default.V1PartialObjectMetadata);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = Deadline.Short)]
    public async Task Create_Secret_ReadsBackTheSameBytes()
    {
        var (secrets, key) = await SecretAsync();
        var read = await secrets.GetAsync(key, Cancellation);
        Assert.Equal("v1", read.ApiVersion);
        Assert.Equal("Secret", read.Kind);
        Assert.Equal("s3cret", Encoding.UTF8.GetString(read.Data!["password"]));
        Assert.NotNull(read.Metadata.CreationTimestamp);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Get_ObjectWhoseManagedFieldsExceedAnyBuffer_IsRead()
    {
        var client = await fixture.ClientAsync(Cancellation);
        var map = new V1ConfigMap
        {
            Metadata = new() { Namespace = await fixture.NamespaceAsync(Cancellation), Name = "large" },
            Data = Enumerable.Range(0, 1000).ToDictionary(number => $"{new string('k', 200)}{number}", _ => "v"),
        };
        await client.Resource(Resources.ConfigMaps).CreateAsync(map, Cancellation);
        Assert.Equal(1000, (await client.Resource(Resources.ConfigMaps).GetAsync(NamespacedName.From(map), Cancellation)).Data!.Count);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Create_SameNameTwice_IsAlreadyExistsAndNotConflict()
    {
        var (secrets, key) = await SecretAsync();
        var error = await Assert.ThrowsAsync<KubernetesException>(() => secrets.CreateAsync(Secret(key), Cancellation));
        Assert.True(error.IsAlreadyExists);
        Assert.False(error.IsConflict);
        Assert.Equal($"POST /api/v1/namespaces/{key.Namespace}/secrets", error.Request);
        Assert.Equal(key.Name, error.Status.Details!.Name);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Create_InvalidObject_NamesTheField()
    {
        var client = await fixture.ClientAsync(Cancellation);
        var key = new NamespacedName(await fixture.NamespaceAsync(Cancellation), "Not_A_Name");
        var error = await Assert.ThrowsAsync<KubernetesException>(() => client.Resource(Resources.Secrets).CreateAsync(Secret(key), Cancellation));
        Assert.True(error.IsInvalid);
        Assert.Contains(error.Status.Details!.Causes!, cause => cause.Field == "metadata.name");
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Replace_OldResourceVersion_IsConflict()
    {
        var (secrets, key) = await SecretAsync();
        var old = await secrets.GetAsync(key, Cancellation);
        var current = await secrets.GetAsync(key, Cancellation);
        current.Data!["password"] = "new"u8.ToArray();
        await secrets.ReplaceAsync(current, Cancellation);
        var error = await Assert.ThrowsAsync<KubernetesException>(() => secrets.ReplaceAsync(old, Cancellation));
        Assert.True(error.IsConflict);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Replace_FieldsThatTheTypeDoesNotName_AreKept()
    {
        var client = await fixture.ClientAsync(Cancellation);
        var pods = client.Resource(Resources.Pods);
        var key = new NamespacedName(await fixture.NamespaceAsync(Cancellation), "pod");
        var pod = new V1PartialObjectMetadata { ApiVersion = "v1", Kind = "Pod", Metadata = new() { Name = key.Name, Namespace = key.Namespace } };
        pod.ExtensionData = new() { ["spec"] = JsonNode.Parse("""{"containers":[{"name":"c","image":"i"}],"automountServiceAccountToken":false}""").ToElement() };
        var created = await pods.CreateAsync(pod, Cancellation);
        var labelled = created with { Metadata = created.Metadata with { Labels = new() { ["a"] = "b" } } };
        var replaced = await pods.ReplaceAsync(labelled, Cancellation);
        Assert.Equal("b", replaced.Metadata.Labels!["a"]);
        Assert.Equal("i", replaced.ExtensionData!["spec"].GetProperty("containers")[0].GetProperty("image").GetString());
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Patch_JsonPatchWhoseTestFails_ChangesNothingAndIsInvalid()
    {
        var (secrets, key) = await SecretAsync();
        var patch = new JsonPatch().Test("/type", "other").Add(JsonPatch.Pointer("metadata", "labels"), new JsonObject { ["a"] = "b" });
        var error = await Assert.ThrowsAsync<KubernetesException>(() => secrets.PatchAsync(key, patch, cancellationToken: Cancellation));
        Assert.True(error.IsInvalid);
        Assert.Null((await secrets.GetAsync(key, Cancellation)).Metadata.Labels);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Patch_JsonPatch_AddsReplacesAndRemoves()
    {
        var (secrets, key) = await SecretAsync();
        var patch = new JsonPatch()
            .Test("/metadata/labels", null)
            .Add("/metadata/labels", new JsonObject { ["example.org/a"] = "b", ["gone"] = "x" })
            .Replace(JsonPatch.Pointer("metadata", "labels", "example.org/a"), "c")
            .Remove("/metadata/labels/gone");
        var patched = await secrets.PatchAsync(key, patch, cancellationToken: Cancellation);
        Assert.Equal(["example.org/a=c"], patched.Metadata.Labels!.Select(label => $"{label.Key}={label.Value}"));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Patch_MergePatch_SetsAndRemovesFields()
    {
        var (secrets, key) = await SecretAsync();
        await secrets.PatchAsync(key, new MergePatch(JsonNode.Parse("""{"metadata":{"labels":{"a":"1","b":"2"}}}""")!), cancellationToken: Cancellation);
        var patched = await secrets.PatchAsync(key, new MergePatch(JsonNode.Parse("""{"metadata":{"labels":{"a":null}}}""")!), cancellationToken: Cancellation);
        Assert.Equal(["b"], patched.Metadata.Labels!.Keys);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Patch_ApplyOfFieldOwnedByAnother_IsConflictUntilForced()
    {
        var client = await fixture.ClientAsync(Cancellation);
        var configMaps = client.Resource(Resources.ConfigMaps);
        var key = new NamespacedName(await fixture.NamespaceAsync(Cancellation), "applied");
        await configMaps.PatchAsync(key, Apply(key, "1"), options: new PatchOptions("first"), cancellationToken: Cancellation);
        var error = await Assert.ThrowsAsync<KubernetesException>(
            () => configMaps.PatchAsync(key, Apply(key, "2"), options: new PatchOptions("second"), cancellationToken: Cancellation));
        Assert.True(error.IsConflict);
        var forced = await configMaps.PatchAsync(key, Apply(key, "2"), options: new PatchOptions("second", Force: true), cancellationToken: Cancellation);
        Assert.Equal("2", forced.Data!["x"]);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Patch_StatusSubresource_ChangesTheStatus()
    {
        var client = await fixture.ClientAsync(Cancellation);
        var name = await fixture.NamespaceAsync(Cancellation);
        var patch = new MergePatch(JsonNode.Parse("""{"status":{"conditions":[{"type":"Tested","status":"True"}]}}""")!);
        var patched = await client.Resource(Resources.Namespaces).PatchAsync(new("", name), patch, "status", cancellationToken: Cancellation);
        Assert.Equal("Tested", patched.ExtensionData!["status"].GetProperty("conditions")[0].GetProperty("type").GetString());
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Delete_OtherUid_IsConflictAndKeepsTheObject()
    {
        var (secrets, key) = await SecretAsync();
        var other = new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = "00000000-0000-0000-0000-000000000000" } };
        var error = await Assert.ThrowsAsync<KubernetesException>(() => secrets.DeleteAsync(key, other, Cancellation));
        Assert.True(error.IsConflict);
        Assert.NotNull(await secrets.FindAsync(key, Cancellation));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Delete_Twice_SaysTheSecondTimeThatNothingWasThere()
    {
        var (secrets, key) = await SecretAsync();
        Assert.True(await secrets.DeleteAsync(key, cancellationToken: Cancellation));
        Assert.False(await secrets.DeleteAsync(key, cancellationToken: Cancellation));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task ListAll_SmallPages_YieldsEveryObjectOnce()
    {
        var client = await fixture.ClientAsync(Cancellation);
        var ns = await fixture.NamespaceAsync(Cancellation);
        var names = Enumerable.Range(0, 23).Select(i => $"s{i:00}").ToList();
        await Task.WhenAll(names.Select(name => client.Resource(Resources.Secrets).CreateAsync(Secret(new(ns, name)), Cancellation)));
        var options = new ListOptions { Namespace = ns, Limit = 5 };
        var read = await client.Resource(Resources.Secrets).ListAllAsync(options, Cancellation).Select(secret => secret.Metadata.Name!).ToListAsync(Cancellation);
        Assert.Equal(names, read.Where(name => name[0] == 's'));
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Metadata_Secrets_HoldNoContentButTheirType()
    {
        var (_, key) = await SecretAsync();
        var metadata = (await fixture.ClientAsync(Cancellation)).Metadata(Resources.Secrets);
        var listed = (await metadata.ListAsync(new ListOptions { Namespace = key.Namespace }, Cancellation)).Items.Single(item => item.Metadata.Name == key.Name);
        Assert.Equal("Secret", listed.Kind);
        Assert.Null(listed.ExtensionData);
        Assert.Null((await metadata.GetAsync(key, Cancellation)).ExtensionData);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task Watch_ChangesAfterAVersion_ArriveInOrder()
    {
        var (secrets, key) = await SecretAsync();
        var list = await secrets.ListAsync(new ListOptions { Namespace = key.Namespace }, Cancellation);
        await secrets.PatchAsync(key, new MergePatch(JsonNode.Parse("""{"metadata":{"labels":{"a":"1"}}}""")!), cancellationToken: Cancellation);
        await secrets.DeleteAsync(key, cancellationToken: Cancellation);
        var watch = secrets.WatchAsync(new WatchOptions { Namespace = key.Namespace, ResourceVersion = list.ResourceVersion }, Cancellation);
        var seen = await watch.Where(change => KeyOf(change) == key).Take(2).ToListAsync(Cancellation);
        Assert.Equal("Secret", Assert.IsType<WatchEvent<V1Secret>.Applied>(seen[0]).Object.Kind);
        Assert.IsType<WatchEvent<V1Secret>.Deleted>(seen[1]);
    }

    [Fact(Timeout = Deadline.Short)]
    public async Task TokenRequestAndTokenReview_BoundAudience_IsChecked()
    {
        var client = await fixture.ClientAsync(Cancellation);
        var key = new NamespacedName(await fixture.NamespaceAsync(Cancellation), "robot");
        var account = new V1PartialObjectMetadata { ApiVersion = "v1", Kind = "ServiceAccount", Metadata = new() { Name = key.Name, Namespace = key.Namespace } };
        await client.Resource(ServiceAccounts).CreateAsync(account, Cancellation);
        var token = await client.TokenAsync(key, new() { Audiences = ["ours"], ExpirationSeconds = 600 }, Cancellation);
        var review = new V1TokenReview { Spec = new() { Token = token, Audiences = ["ours"] } };
        var answer = await client.Resource(Resources.TokenReviews).CreateAsync(review, Cancellation);
        Assert.True(answer.Status!.Authenticated);
        Assert.Equal($"system:serviceaccount:{key.Namespace}:{key.Name}", answer.Status.User!.Username);
        var theirs = new V1TokenReview { Spec = new() { Token = token, Audiences = ["theirs"] } };
        Assert.NotEqual(true, (await client.Resource(Resources.TokenReviews).CreateAsync(theirs, Cancellation)).Status!.Authenticated);
    }

    private static NamespacedName? KeyOf(WatchEvent<V1Secret> change) => change switch
    {
        WatchEvent<V1Secret>.Applied(var secret) => NamespacedName.From(secret),
        WatchEvent<V1Secret>.Deleted(var key, _) => key,
        _ => null,
    };

    private static ApplyPatch Apply(NamespacedName key, string value) => new(new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = key.Name, ["namespace"] = key.Namespace },
        ["data"] = new JsonObject { ["x"] = value },
    });

    private static V1Secret Secret(NamespacedName key) => new()
    {
        Metadata = new() { Name = key.Name, Namespace = key.Namespace },
        Data = new() { ["password"] = "s3cret"u8.ToArray() },
    };

    private async Task<(ResourceClient<V1Secret> Secrets, NamespacedName Key)> SecretAsync()
    {
        var secrets = (await fixture.ClientAsync(Cancellation)).Resource(Resources.Secrets);
        var key = new NamespacedName(await fixture.NamespaceAsync(Cancellation), "secret");
        await secrets.CreateAsync(Secret(key), Cancellation);
        return (secrets, key);
    }
}
