using System.Text.Json;

namespace ConfigDrive.Operator.Tests.Content;

/// <summary>A password that is due reaches a Linux guest beside whatever the tenant gives it, or is refused.</summary>
public sealed class PasswordRouteTests
{
    private const string Hash = "$6$rounds=5000$salt$hashhashhash";

    [Theory]
    [InlineData("users: [{name: alice}]")]
    [InlineData("chpasswd: {expire: true}")]
    [InlineData("password: theirs")]
    [InlineData("vendor_data: {enabled: true}")]
    public void Hook_BesideUserDataThatItCopesWith_HasACloudConfigForTheFirstStart(string userData) =>
        Assert.Equal(["#cloud-config\npassword: \"ours\"\nchpasswd:\n  expire: false\n"], PasswordParts(With("", userData)));

    [Fact]
    public void Hook_BesideUserDataWithChpasswdUsers_LeavesItsExpiryAlone() => Assert.Empty(PasswordParts(With("", "chpasswd: {list: [\"root:x\"]}")));

    [Theory]
    [InlineData("vendorData", "password: theirs")]
    [InlineData("vendorData2", "password: theirs")]
    [InlineData("vendorData", "chpasswd: {expire: true}")]
    [InlineData("vendorData2", "chpasswd: {users: [{name: root, password: x, type: text}]}")]
    public void Hook_BesideVendorDataWithPasswords_LeavesThemAsTheyAre(string field, string vendorData) =>
        Assert.Empty(PasswordParts(With($"{field}: {{inline: {Inline(vendorData)}}}", "packages: [nginx]")));

    [Fact]
    public void Hook_WithAnotherUserOrAHash_NeedsNoCloudConfig()
    {
        Assert.Empty(PasswordParts(With("", "packages: [nginx]", password: "user: alice")));
        Assert.Empty(PasswordParts(With("", "packages: [nginx]", password: "hashed: true", secret: Hash)));
    }

    [Theory]
    [InlineData("EachStart", "vendor_data: {enabled: false}")]
    [InlineData("Live", "vendor_data: {enabled: no}")]
    public void Hook_WhoseVendorDataIsDisabled_IsRefused_AndNoneIsNot(string hook, string userData)
    {
        var refusal = With($"guestHook: {hook}", userData).Refusal();

        Assert.Equal("spec.userData", refusal.Field);
        Assert.Contains("spec.password", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("spec.guestHook", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(With("guestHook: None", userData).Content.Password);
        Assert.NotNull((With($"guestHook: {hook}", userData) with { PasswordDue = false }).Content);
    }

    [Theory]
    [InlineData("users: [{name: alice}]", "users")]
    [InlineData("chpasswd: {users: [{name: root, password: x, type: text}]}", "chpasswd")]
    [InlineData("chpasswd: {list: [\"root:x\"]}", "chpasswd")]
    [InlineData("password: theirs", "password")]
    [InlineData("vendor_data: {enabled: false}", "vendor_data")]
    public void NoHook_BesideUserDataThatKeepsThePassword_IsRefused_UnlessCloudStacksScriptsMayReadIt(string userData, string key)
    {
        var refusal = With("guestHook: None\nlayouts: [OpenStack]", userData).Refusal();

        Assert.Equal("spec.userData", refusal.Field);
        Assert.Contains(key, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("spec.password", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(With("guestHook: None\nlayouts: [OpenStack, CloudStack]", userData).Content.Password);
        Assert.NotNull((With("guestHook: None\nlayouts: [OpenStack]", userData) with { PasswordDue = false }).Content);
    }

    [Theory]
    [InlineData("users: [default, {name: alice}]")]
    [InlineData("user: alice\nusers: [bob]")]
    [InlineData("chpasswd: {expire: true}")]
    [InlineData("packages: [nginx]")]
    public void NoHook_BesideUserDataThatLetsThePasswordThrough_IsTaken(string userData) =>
        Assert.Single(PasswordParts(With("guestHook: None\nlayouts: [OpenStack]", userData)));

    [Fact]
    public void NoHook_WithUsersOfVendorDataWithoutDefault_IsRefused_UnlessTheUserDataHasUsers()
    {
        const string Spec = "guestHook: None\nlayouts: [OpenStack]\nvendorData: {inline: \"#cloud-config\\nusers: [alice]\\n\"}";

        Assert.Equal("spec.vendorData", With(Spec, "packages: [nginx]").Refusal().Field);
        Assert.NotNull(With(Spec, "users: [default]").Content.Password);
    }

    [Theory]
    [InlineData("vendorData", "password: theirs")]
    [InlineData("vendorData2", "chpasswd: {expire: true}")]
    public void NoHook_BesideVendorDataWithPasswords_IsRefused_WhateverTheLayouts(string field, string vendorData)
    {
        var refusal = With($"guestHook: None\n{field}: {{inline: {Inline(vendorData)}}}", "packages: [nginx]").Refusal();

        Assert.Equal($"spec.{field}", refusal.Field);
        Assert.Contains("spec.password", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NoHook_WithAnotherUser_SetsThatUsersPassword()
    {
        var drive = With("guestHook: None\nlayouts: [OpenStack]", "users: [{name: alice}]", password: "user: alice", secret: "a \"b\" # c");

        Assert.Equal(
            ["#cloud-config\nchpasswd:\n  expire: false\n  users:\n  - {name: \"alice\", password: \"a \\\"b\\\" # c\", type: text}\n"], PasswordParts(drive));
    }

    [Fact]
    public void Windows_HasNoUseForAnyOfThis() =>
        Assert.NotNull(new Drive { Spec = "userData: {inline: \"#cloud-config\\nvendor_data: {enabled: false}\\n\"}" }.WithPassword("x", "Windows").Content.Password);

    private static Drive With(string spec, string userData, string password = "lifetime: NextStart", string secret = "ours") => new Drive
    {
        Spec = $"{spec}\nuserData: {{inline: {Inline(userData)}}}\npassword: {{secretKeyRef: {{name: p, key: k}}, {password}}}",
        PasswordDue = true,
    }.WithSecret("p", "k", secret);

    private static string Inline(string cloudConfig) => JsonSerializer.Serialize($"#cloud-config\n{cloudConfig}\n");

    /// <summary>The cloud-configs in the vendor data that the drive has of itself: those with a quoted text of ours.</summary>
    private static IEnumerable<string> PasswordParts(Drive drive) => drive.Tree.Has("openstack/latest/vendor_data.json")
        ? Texts(drive.Tree.Json("openstack/latest/vendor_data.json").GetProperty("cloud-init")).Where(part => part.Contains("  expire: false", StringComparison.Ordinal))
        : [];

    private static IEnumerable<string> Texts(JsonElement parts) =>
        parts.ValueKind is JsonValueKind.Array ? parts.EnumerateArray().Select(part => part.GetString()!) : [parts.GetString()!];
}
