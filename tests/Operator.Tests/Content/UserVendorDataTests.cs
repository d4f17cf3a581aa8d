using System.Text.Json;

namespace ConfigDrive.Operator.Tests.Content;

/// <summary>cloud-init says "Unhandled non-multipart userdata" to what is refused here, and ignores it (cloudinit/handlers/__init__.py).</summary>
public sealed class UserVendorDataTests
{
    [Theory]
    [InlineData("#cloud-config\na: b\n")]
    [InlineData("\n  #Cloud-Config of ours\na: b\n")]
    [InlineData("#cloud-config-archive\n[]")]
    [InlineData("#!/bin/sh\r\n")]
    [InlineData("#cloud-boothook\n#!/bin/sh\n")]
    [InlineData("#include\nhttps://example.org/\n")]
    [InlineData("#part-handler\n")]
    [InlineData("## template: jinja\n#cloud-config\n{}")]
    [InlineData("Content-Type: multipart/mixed; boundary=\"x\"\nMIME-Version: 1.0\n\n--x--\n")]
    [InlineData("\uFEFF#cloud-config\n")]
    public void Given_WithAHeader_GoesOnTheDrive(string text) =>
        Assert.Equal(text.TrimStart('\uFEFF'), Drive("vendorData", text).Content.VendorData);

    [Theory]
    [InlineData("{\"cloud-init\": \"#cloud-config\\n\"}", "is JSON")]
    [InlineData(" {\"links\": [], \"networks\": []}", "is JSON")]
    [InlineData("network:\n  version: 2\n  ethernets: {}\n", "spec.networkConfig")]
    [InlineData("version: 2\nethernets: {eth0: {dhcp4: true}}\n", "spec.networkConfig")]
    [InlineData("packages: [nginx]\n", "no header")]
    [InlineData("# cloud-config\npackages: [nginx]\n", "no header")]
    [InlineData("s3cret", "no header")]
    public void Given_WhatCloudInitWouldIgnore_IsRefusedWithAHint(string text, string hint)
    {
        foreach (var field in (string[])["vendorData", "vendorData2"])
        {
            var refusal = Drive(field, text).Refusal();

            Assert.Equal($"spec.{field}", refusal.Field);
            Assert.Contains(hint, refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("s3cret", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public void Given_Empty_IsAbsent(string text) => Assert.Null(Drive("vendorData", text).Content.VendorData);

    private static Drive Drive(string field, string text) => new() { Spec = $"{field}: {{inline: {JsonSerializer.Serialize(text)}}}" };
}
