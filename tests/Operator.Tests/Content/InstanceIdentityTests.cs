namespace ConfigDrive.Operator.Tests.Content;

/// <summary>Which instance ID a guest finds, and by which ID people find its VirtualMachine.</summary>
public sealed class InstanceIdentityTests
{
    private const string SystemUuid = "0f6e5c3a-9b1d-4c8e-8f6a-2d4b6c8e0a1c";

    /// <summary>The expected value is Python's <c>uuid.uuid5(UUID("b5d3c0de-7f0a-4b52-9d0c-52c1a7f4e6a9"), "0f6e5c3a-9b1d-4c8e-8f6a-2d4b6c8e0a1c")</c>.</summary>
    [Theory]
    [InlineData("{}")]
    [InlineData("instanceIdentity: Stable")]
    [InlineData("userData: {inline: x}\nvendorData: {inline: \"#!x\"}\nmetadata: {hostname: other}")]
    [InlineData("instanceIdentity: Stable\nattachment: {detachAfterBoot: true}")]
    public void Stable_IsTheVirtualMachinesOwn_AndNotItsFirmwareUuid(string spec) => Assert.Equal("bb343102-df29-5be2-a4aa-c3e4e21258f1", Uuid(spec));

    [Theory]
    [InlineData("instanceIdentity: SystemUUID")]
    [InlineData("attachment: {detachAfterBoot: true}")]
    public void SystemUuid_AskedFor_OrWithDetachAfterBoot_IsTheFirmwareUuid(string spec) => Assert.Equal(SystemUuid, Uuid(spec));

    [Theory]
    [InlineData("userData: {inline: x}")]
    [InlineData("vendorData: {inline: \"#!x\"}")]
    [InlineData("vendorData2: {inline: \"#!x\"}")]
    [InlineData("files: [{path: /a, content: {inline: x}}]")]
    [InlineData("files: [{path: /a, content: {inline: z}}]")]
    [InlineData("files: [{path: /b, content: {inline: x}}]")]
    public void PerUserData_WithOtherDataThatRunsOnceAnInstance_IsAnother(string spec)
    {
        var plain = Uuid("instanceIdentity: PerUserData");
        var other = Uuid($"instanceIdentity: PerUserData\n{spec}");

        Assert.NotEqual(plain, other);
        Assert.NotEqual(Uuid("{}"), other);
        Assert.Equal(other, Uuid($"instanceIdentity: PerUserData\n{spec}"));
    }

    [Fact]
    public void PerUserData_WithAByteMovedFromOnePartToTheNext_IsAnother() => Assert.NotEqual(
        Uuid("instanceIdentity: PerUserData\nuserData: {inline: a}\nvendorData: {inline: \"#!#!b\"}"),
        Uuid("instanceIdentity: PerUserData\nuserData: {inline: \"a#!\"}\nvendorData: {inline: \"#!b\"}"));

    [Fact]
    public void PerUserData_WithOtherPasswordKeysOrHostName_StaysTheSame()
    {
        var plain = new Drive { Spec = "instanceIdentity: PerUserData" };

        Assert.Equal(Uuid(plain.Spec), plain.WithPassword("s3cret!").Tree.MetaData.GetProperty("uuid").GetString());
        Assert.Equal(Uuid(plain.Spec), Uuid($"{plain.Spec}\nsshPublicKeys: [{{inline: \"{Keys.Ed25519}\"}}]\nmetadata: {{hostname: other}}"));
    }

    [Theory]
    [InlineData("Stable")]
    [InlineData("SystemUUID")]
    [InlineData("PerUserData")]
    public void CloudStacksIDs_WhateverTheIdentity_AreTheFirmwareUuid(string identity)
    {
        var tree = new Drive { Spec = $"instanceIdentity: {identity}" }.Tree;

        Assert.Equal([SystemUuid, SystemUuid], new[] { "instance-id", "vm-id" }.Select(name => tree.Text($"cloudstack/metadata/{name}.txt")));
    }

    [Theory]
    [InlineData("Stable")]
    [InlineData("PerUserData")]
    public void InstanceID_Given_WinsInBothLayouts(string identity)
    {
        var tree = new Drive { Spec = $"instanceIdentity: {identity}\nmetadata: {{instanceID: i-7}}" }.Tree;

        Assert.Equal("i-7", tree.MetaData.GetProperty("uuid").GetString());
        Assert.Equal("i-7", tree.Text("cloudstack/metadata/instance-id.txt"));
    }

    private static string? Uuid(string spec) => new Drive { Spec = spec }.Tree.MetaData.GetProperty("uuid").GetString();
}
