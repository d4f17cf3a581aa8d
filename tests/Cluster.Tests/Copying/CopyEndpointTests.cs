using ConfigDrive.Operator.CopyEndpoint;
using ConfigDrive.Operator.Copying;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Copying;

/// <summary>Who gets what from the copy endpoint, with real tokens of a real API server.</summary>
public sealed class CopyEndpointTests(ClusterFixture cluster)
{
    private readonly byte[] image = TestEndpoint.NewImage(300_000);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Copy_ByTheDrivesOwnPod_FillsTheClaimAndProvesIt()
    {
        var tenant = await CopyTenant.CreateAsync(cluster);
        await using var endpoint = await TestEndpoint.StartAsync(cluster, tenant);
        var path = await endpoint.StoreAsync(tenant, image);
        var pod = await tenant.CreatePodAsync();
        var token = await tenant.TokenAsync(pod);

        var (exitCode, message, disk) = await endpoint.CopyAsync(path, token);

        Assert.Equal((0, ""), (exitCode, exitCode == 0 ? "" : message));
        Assert.Equal(image, disk![..image.Length]);
        Assert.Equal(1024 * 1024, disk.Length);
        var key = endpoint.Key.CopyKeyFor(pod.Metadata.Uid!, path.Revision);
        Assert.Equal(await CopyDigest.ComputeAsync(key, new MemoryStream(image), Token), message);

        var line = Assert.Single(endpoint.Log, line => line.Contains("Copy request", StringComparison.Ordinal));
        Assert.Contains($"pod {tenant.Name}/{pod.Metadata.Name} (UID {pod.Metadata.Uid}) at 127.0.0.1 for revision {path.Revision} of ConfigDrive {tenant.Name}/web-1: 200 Sent, 300000 bytes", line, StringComparison.Ordinal);
        Assert.DoesNotContain(token, line, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(key), line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ToTheDrivesOwnPod_IsAsTheProtocolFixesIt()
    {
        var tenant = await CopyTenant.CreateAsync(cluster);
        await using var endpoint = await TestEndpoint.StartAsync(cluster, tenant);
        var path = await endpoint.StoreAsync(tenant, image);

        var (exitCode, status, headers, _) = await endpoint.CurlAsync(path.ToString(), await tenant.TokenAsync(await tenant.CreatePodAsync()), "--output", endpoint.PathOf("image"));

        Assert.Equal((0, 200), (exitCode, status));
        Assert.Equal(image, await File.ReadAllBytesAsync(endpoint.PathOf("image"), Token));
        Assert.Contains("Content-Length: 300000\r\n", headers, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/octet-stream\r\n", headers, StringComparison.Ordinal);
        Assert.Contains("Cache-Control: no-store\r\n", headers, StringComparison.Ordinal);
        Assert.Contains("Connection: close\r\n", headers, StringComparison.Ordinal);
        Assert.Matches("ConfigDrive-Digest-Key: [A-Za-z0-9+/]{43}=\r\n", headers);
    }

    [Fact]
    public async Task Token_MissingOrWorthNothingHere_IsAnswered401()
    {
        var tenant = await CopyTenant.CreateAsync(cluster);
        await using var endpoint = await TestEndpoint.StartAsync(cluster, tenant);
        var path = (await endpoint.StoreAsync(tenant, image)).ToString();
        var pod = await tenant.CreatePodAsync();
        var token = await tenant.TokenAsync(pod);

        await IsUnauthorizedAsync(null);
        await IsUnauthorizedAsync("");
        await IsUnauthorizedAsync("nonsense");
        await IsUnauthorizedAsync(token[..^4] + "AAAA");
        await IsUnauthorizedAsync(await tenant.TokenAsync(pod, "https://kubernetes.default.svc"));
        await IsUnauthorizedAsync(await tenant.TokenAsync(pod, "configdrive.dev.example.org"));
        Assert.Equal(200, (await endpoint.CurlAsync(path, token, "--output", "/dev/null")).Status);
        await tenant.DeletePodAsync(pod);
        // The API server may know the token for some more seconds; but the pod is gone.
        Assert.Contains((await endpoint.CurlAsync(path, token)).Status, new[] { 401, 403 });

        async Task IsUnauthorizedAsync(string? worthless)
        {
            var (_, status, headers, body) = await endpoint.CurlAsync(path, worthless);
            Assert.Equal(401, status);
            Assert.Contains("WWW-Authenticate: Bearer\r\n", headers, StringComparison.Ordinal);
            Assert.Matches(@"\A[^\n]{20,}\n\z", body);
        }
    }

    [Fact]
    public async Task Token_ThatHasEnded_IsAnswered401()
    {
        var tenant = await CopyTenant.CreateAsync(cluster);
        Assert.SkipWhen(cluster.ControlPlane.IsExistingCluster, "Only the tests' own control plane gives its signing key away.");
        await using var endpoint = await TestEndpoint.StartAsync(cluster, tenant);
        var path = (await endpoint.StoreAsync(tenant, image)).ToString();
        var token = await tenant.TokenAsync(await tenant.CreatePodAsync());
        var now = TimeProvider.System.GetUtcNow();

        var valid = ForgedToken.From(token, cluster.ControlPlane, now.AddMinutes(-60), now.AddMinutes(10));
        Assert.Equal(200, (await endpoint.CurlAsync(path, valid, "--output", "/dev/null")).Status);
        var ended = ForgedToken.From(token, cluster.ControlPlane, now.AddMinutes(-60), now.AddMinutes(-10));
        Assert.Equal(401, (await endpoint.CurlAsync(path, ended)).Status);
    }

    [Fact]
    public async Task Pod_OfAnotherNamespace_IsAnswered403()
    {
        var (tenant, other) = (await CopyTenant.CreateAsync(cluster), await CopyTenant.CreateAsync(cluster));
        await using var endpoint = await TestEndpoint.StartAsync(cluster, tenant);
        var path = await endpoint.StoreAsync(tenant, image);

        var (exitCode, message, disk) = await endpoint.CopyAsync(path, await other.TokenAsync(await other.CreatePodAsync()));

        Assert.Equal(1, exitCode);
        Assert.Contains("answered 403", message, StringComparison.Ordinal);
        Assert.Null(disk);
        Assert.Contains("403 NotGranted", Assert.Single(endpoint.Log, line => line.Contains("Copy request", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pod_ThatIsNoCopyPodOfTheDrive_IsAnswered403WhetherOrNotTheDriveExists()
    {
        var tenant = await CopyTenant.CreateAsync(cluster);
        await using var endpoint = await TestEndpoint.StartAsync(cluster, tenant);
        var path = await endpoint.StoreAsync(tenant, image);
        var missing = path with { Drive = path.Drive with { Name = "web-2" } };
        var stranger = Guid.NewGuid().ToString();

        Assert.Equal(403, await StatusAsync(path, await tenant.TokenAsync(pod: null)));
        Assert.Equal(403, await StatusAsync(path, await tenant.TokenAsync(await tenant.CreatePodAsync(component: "web"))));
        Assert.Equal(403, await StatusAsync(path, await tenant.TokenAsync(await tenant.CreatePodAsync(ownerUid: stranger))));
        Assert.Equal(403, await StatusAsync(missing, await tenant.TokenAsync(await tenant.CreatePodAsync("web-2", ownerUid: stranger))));
        Assert.Equal(403, await StatusAsync(missing, await tenant.TokenAsync(await tenant.CreatePodAsync())));

        async Task<int> StatusAsync(CopyPath wanted, string token) => (await endpoint.CurlAsync(wanted.ToString(), token)).Status;
    }

    [Fact]
    public async Task Revision_ThatIsNotWhatLiesThere_IsAnswered409And404WhenNothingDoes()
    {
        var tenant = await CopyTenant.CreateAsync(cluster);
        await using var endpoint = await TestEndpoint.StartAsync(cluster, tenant);
        var former = await endpoint.StoreAsync(tenant, TestEndpoint.NewImage(1000));
        var present = await endpoint.StoreAsync(tenant, image);
        var token = await tenant.TokenAsync(await tenant.CreatePodAsync());

        Assert.Equal(409, (await endpoint.CurlAsync(former.ToString(), token)).Status);
        Assert.Equal(200, (await endpoint.CurlAsync(present.ToString(), token, "--output", "/dev/null")).Status);

        var file = endpoint.PathOf("ConfigDrive", tenant.Name, "web-1", "configdrive.iso");
        await File.WriteAllBytesAsync(file, TestEndpoint.Naming(former.Revision, image), Token);
        Assert.Equal(409, (await endpoint.CurlAsync(present.ToString(), token)).Status);
        await File.WriteAllBytesAsync(file, TestEndpoint.Naming(present.Revision, image), Token);
        Assert.Equal(200, (await endpoint.CurlAsync(present.ToString(), token, "--output", "/dev/null")).Status);
        await File.AppendAllTextAsync(file, "touched by hand", Token);
        Assert.Equal(409, (await endpoint.CurlAsync(present.ToString(), token)).Status);

        File.Delete(file);
        Assert.Equal(404, (await endpoint.CurlAsync(present.ToString(), token)).Status);
        Assert.Equal(1, (await endpoint.CopyAsync(present, token)).ExitCode);
    }

    [Fact]
    public async Task Path_WithTricks_IsAnswered404EvenToTheDrivesOwnPod()
    {
        var tenant = await CopyTenant.CreateAsync(cluster);
        await using var endpoint = await TestEndpoint.StartAsync(cluster, tenant, new CopyLimits { Refusals = 100 });
        var path = (await endpoint.StoreAsync(tenant, image)).ToString();
        var token = await tenant.TokenAsync(await tenant.CreatePodAsync());
        string[] tricks =
        [
            "/", "/healthz", "/metrics", "/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", path + "/", path + "?", path + "?a=b", "/" + path, path + "/..",
            path.With("/web-1/", "/x/../web-1/"),
            path.With("/web-1/", "/./web-1/"),
            path.With("/web-1/", "/%77eb-1/"),
            path.With("/web-1/", "%2Fweb-1/"),
            path.With("/web-1/", "/..%2fweb-1/"),
            path.With("/web-1/", "/web-1%00/"),
            path.With("/web-1/", "/WEB-1/"),
            path.With("/v1alpha1/", "/v1alpha1//"),
            path.With("/v1alpha1/", "/x/../v1alpha1/"),
        ];

        foreach (var trick in tricks)
        {
            // A path that HTTP itself forbids never gets as far: 400.
            Assert.Contains((await endpoint.CurlAsync(trick, token)).Status, new[] { 404, 400 });
        }

        Assert.Contains((await endpoint.CurlAsync("/", token, "--request-target", endpoint.UrlOf(path))).Status, new[] { 404, 400 });
        Assert.Equal(405, (await endpoint.CurlAsync(path, token, "--head")).Status);
        Assert.Equal(405, (await endpoint.CurlAsync(path, token, "--data", "x=1")).Status);
        Assert.Equal(431, (await endpoint.CurlAsync(path, new string('x', 20_000))).Status);
        Assert.Equal(200, (await endpoint.CurlAsync(path, token, "--output", "/dev/null")).Status);
        Assert.DoesNotContain(endpoint.Log, line => line.Contains("etc", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reader_ThatIsTooSlow_IsCutOff()
    {
        var tenant = await CopyTenant.CreateAsync(cluster);
        await using var endpoint = await TestEndpoint.StartAsync(cluster, tenant, new CopyLimits { BytesPerSecond = 4 << 20, SlowTime = TimeSpan.FromSeconds(2) });
        var path = await endpoint.StoreAsync(tenant, TestEndpoint.NewImage(48 << 20));
        var token = await tenant.TokenAsync(await tenant.CreatePodAsync());

        using var http = await endpoint.NewHttpClientAsync(token);
        using var response = await http.GetAsync(endpoint.UrlOf(path), HttpCompletionOption.ResponseHeadersRead, Token);
        await using var unread = await response.Content.ReadAsStreamAsync(Token);

        await Eventually.TrueAsync(() => endpoint.Log, log => log.Any(line => line.Contains("200 CutOff", StringComparison.Ordinal)), Token);
        await Assert.ThrowsAnyAsync<IOException>(() => unread.CopyToAsync(Stream.Null, Token));
    }

    [Fact]
    public async Task Requests_OfEachOutcome_AreCountedWithTheirBytes()
    {
        var tenant = await CopyTenant.CreateAsync(cluster);
        await using var endpoint = await TestEndpoint.StartAsync(cluster, tenant);
        var path = await endpoint.StoreAsync(tenant, TestEndpoint.NewImage(12_345));
        using var counted = new CountedRequests();

        await endpoint.CurlAsync(path.ToString(), await tenant.TokenAsync(await tenant.CreatePodAsync()), "--output", "/dev/null");
        await endpoint.CurlAsync(path.ToString(), token: null);

        await Eventually.TrueAsync(() => counted, all => all.Of("Sent") >= 1 && all.Of("NoToken") >= 1, Token);
        Assert.True(counted.Bytes >= 12_345);
    }

    [Fact]
    public async Task Image_LargerThanADriveMayBe_IsNotSent()
    {
        var tenant = await CopyTenant.CreateAsync(cluster);
        await using var endpoint = await TestEndpoint.StartAsync(cluster, tenant, new CopyLimits { ImageBytes = image.Length - 1 });
        var path = await endpoint.StoreAsync(tenant, image);

        var (_, status, headers, body) = await endpoint.CurlAsync(path.ToString(), await tenant.TokenAsync(await tenant.CreatePodAsync()));

        Assert.Equal(500, status);
        Assert.Contains("larger than", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Digest-Key", headers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_OfTheEndpoint_IsTrustedByItsAuthorityAndModern()
    {
        var tenant = await CopyTenant.CreateAsync(cluster);
        await using var endpoint = await TestEndpoint.StartAsync(cluster, tenant);
        string[] connect = ["s_client", "-connect", $"127.0.0.1:{endpoint.Port}", "-CAfile", endpoint.AuthorityFile, "-no-CApath", "-verify_return_error", "-verify_ip", "127.0.0.1"];

        var (exitCode, output, _) = await Judge.RunAsync("openssl", connect);
        Assert.Equal(0, exitCode);
        Assert.Contains("Verify return code: 0 (ok)", output, StringComparison.Ordinal);
        Assert.Contains("TLSv1.3", output, StringComparison.Ordinal);
        Assert.Equal(0, (await Judge.RunAsync("openssl", [.. connect, "-tls1_2"])).ExitCode);
        Assert.NotEqual(0, (await Judge.RunAsync("openssl", [.. connect, "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"])).ExitCode);
        Assert.NotEqual(0, (await Judge.RunAsync("openssl", [.. connect[..^1], "127.0.0.2"])).ExitCode);
    }

    [Fact]
    public async Task Authority_ReplacedUnderARunningEndpoint_IsTrustedByPodsFromBeforeAndAfter()
    {
        var tenant = await CopyTenant.CreateAsync(cluster);
        var time = new ShiftedTime { Shift = TimeSpan.FromDays(-488) };
        await using var endpoint = await TestEndpoint.StartAsync(cluster, tenant, time: time);
        time.Shift = TimeSpan.FromDays(-10); // The certificate is renewed, its authority stays.
        await endpoint.RefreshCertificateAsync();
        var before = endpoint.PathOf("before.crt");
        File.Copy(endpoint.AuthorityFile, before);
        Assert.Equal(404, (await endpoint.CurlAsync("/", token: null)).Status);

        time.Shift = TimeSpan.Zero; // Two thirds of its two years have passed.
        await endpoint.RefreshCertificateAsync();

        Assert.NotEqual(await File.ReadAllTextAsync(before, Token), await File.ReadAllTextAsync(endpoint.AuthorityFile, Token));
        Assert.Equal(404, (await endpoint.CurlAsync("/", token: null)).Status);
        Assert.Equal(404, (await endpoint.CurlAsync("/", token: null, "--cacert", before)).Status);
        var path = await endpoint.StoreAsync(tenant, image);
        var token = await tenant.TokenAsync(await tenant.CreatePodAsync());
        File.Copy(before, endpoint.AuthorityFile, overwrite: true);
        Assert.Equal(0, (await endpoint.CopyAsync(path, token)).ExitCode);
    }
}
