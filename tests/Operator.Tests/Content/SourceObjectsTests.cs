using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Tests.Content;

public sealed class SourceObjectsTests
{
    [Fact]
    public void Of_SpecThatNamesNothing_IsEmpty() => Assert.Empty(SourceObjects.NamedBy(new Drive { Spec = "userData: {inline: hello}" }.ParsedSpec));

    [Fact]
    public void Of_EveryKindOfField_ListsEachObjectOnceInTheOrderOfTheFields()
    {
        var spec = new Drive
        {
            Spec = """
                userData: {secretKeyRef: {name: shared, key: userdata}}
                vendorData: {configMapKeyRef: {name: shared, key: vendordata}}
                networkData: {configMapKeyRef: {name: network, key: json, optional: true}}
                sshPublicKeys:
                - secretKeyRef: {name: keys, key: a}
                - secretKeyRef: {name: keys, key: b}
                files:
                - {path: /a, content: {configMapKeyRef: {name: files, key: a}}}
                password: {secretKeyRef: {name: password, key: p}}
                """,
        }.ParsedSpec;

        Assert.Equal(
            [
                new SourceObject(SourceKind.Secret, "shared"),
                new SourceObject(SourceKind.ConfigMap, "shared"),
                new SourceObject(SourceKind.ConfigMap, "network"),
                new SourceObject(SourceKind.Secret, "keys"),
                new SourceObject(SourceKind.ConfigMap, "files"),
                new SourceObject(SourceKind.Secret, "password"),
            ],
            SourceObjects.NamedBy(spec));
    }

    [Fact]
    public void Of_ASpecWithNullsThatASchemaWouldRefuse_IsWhatIsLeft()
    {
        var spec = new ConfigDriveSpec { VirtualMachineRef = null!, SshPublicKeys = [null!], Files = [null!], Password = new Password { SecretKeyRef = null! } };

        Assert.Empty(SourceObjects.NamedBy(spec));
    }
}
