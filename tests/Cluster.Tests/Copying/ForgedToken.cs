using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Copying;

/// <summary>Tokens signed with the test control plane's own key: no API server would give out one that has ended already.</summary>
internal static class ForgedToken
{
    /// <summary>The same token, but valid from and until other times.</summary>
    public static string From(string token, ControlPlane controlPlane, DateTimeOffset begin, DateTimeOffset end)
    {
        var parts = token.Split('.');
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        claims["iat"] = begin.ToUnixTimeSeconds();
        claims["nbf"] = begin.ToUnixTimeSeconds();
        claims["exp"] = end.ToUnixTimeSeconds();
        var signed = $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(Path.Join(Path.GetDirectoryName(controlPlane.KubeConfigPath), "pki", "service-account.key")));
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }
}
