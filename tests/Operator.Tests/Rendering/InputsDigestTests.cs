using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Rendering;
using ConfigDrive.Operator.Revisions;
using ConfigDrive.Operator.Tests.Content;

namespace ConfigDrive.Operator.Tests.Rendering;

public sealed class InputsDigestTests : IDisposable
{
    private const string Machine = """
        metadata: {name: web-1, namespace: tenant-a, uid: u, generation: 3}
        spec:
          runStrategy: Always
          instancetype: {name: u1.small, kind: VirtualMachineInstancetype}
          template:
            metadata: {labels: {a: b}}
            spec:
              hostname: web
              nodeSelector: {topology.kubernetes.io/zone: a, disk: ssd}
              domain:
                cpu: {cores: 2}
                memory: {guest: 1Gi}
                firmware: {uuid: 0F6E5C3A-9B1D-4C8E-8F6A-2D4B6C8E0A1C, serial: s}
                devices:
                  disks: [{name: root, disk: {bus: virtio}}]
                  interfaces: [{name: default, macAddress: "02:00:00:00:00:01", masquerade: {}, tag: t}]
                  hostDevices: [{name: gpu}]
              networks: [{name: default, pod: {vmNetworkCIDR: 10.0.2.0/24}}]
              volumes: [{name: root, persistentVolumeClaim: {claimName: root}}]
        """;

    private readonly RevisionKey key = new(new byte[32]);

    public void Dispose() => key.Dispose();

    /// <summary>Another digest of the same has an upgraded operator read and render every drive once more: say so in the changelog.</summary>
    [Fact]
    public void Of_TheseInputs_IsWhatTheOperatorBeforeHadWritten() => Assert.Equal("hz3n4jmsqq", Digest());

    [Theory]
    [InlineData("cores: 2", "cores: 4")]
    [InlineData("guest: 1Gi", "guest: 2Gi")]
    [InlineData("runStrategy: Always", "runStrategy: Halted")]
    [InlineData("generation: 3", "generation: 4")]
    [InlineData("labels: {a: b}", "labels: {a: c}")]
    [InlineData("disk: ssd", "disk: hdd")]
    [InlineData("serial: s", "serial: t")]
    [InlineData("bus: virtio", "bus: scsi")]
    [InlineData("claimName: root", "claimName: other")]
    [InlineData("kind: VirtualMachineInstancetype", "kind: VirtualMachineClusterInstancetype")]
    public void Of_AVirtualMachineThatDiffersInWhatNoDriveShows_IsTheSame(string before, string after) =>
        Assert.Equal(Digest(), Digest(Machine.ReplaceExisting(before, after)));

    [Theory]
    [InlineData("uid: u", "uid: v")]
    [InlineData("u1.small", "u1.large")]
    [InlineData("hostname: web", "hostname: www")]
    [InlineData("zone: a", "zone: b")]
    [InlineData("0F6E5C3A", "0F6E5C3B")]
    [InlineData("02:00:00:00:00:01", "02:00:00:00:00:02")]
    [InlineData("masquerade: {}, ", "")]
    [InlineData("tag: t", "tag: u")]
    [InlineData("[{name: gpu}]", "[]")]
    [InlineData("10.0.2.0/24", "10.0.3.0/24")]
    public void Of_AVirtualMachineThatDiffersInWhatADriveShows_IsAnother(string before, string after) =>
        Assert.NotEqual(Digest(), Digest(Machine.ReplaceExisting(before, after)));

    [Fact]
    public void Of_OtherSources_IsAnother()
    {
        SourceVersion[] sources =
        [
            new(new SourceObject(SourceKind.Secret, "s"), "u", "1"),
            new(new SourceObject(SourceKind.ConfigMap, "s"), "u", "1"),
            new(new SourceObject(SourceKind.Secret, "t"), "u", "1"),
            new(new SourceObject(SourceKind.Secret, "s"), "v", "1"),
            new(new SourceObject(SourceKind.Secret, "s"), "u", "2"),
        ];

        Assert.Equal(sources.Length, sources.Select(each => Digest(sources: [each])).Distinct().Count());
    }

    private string Digest(string machine = Machine, params SourceVersion[] sources)
    {
        var drive = new Drive { Spec = "userData: {secretKeyRef: {name: s, key: k}}", VirtualMachine = machine };
        var run = new ReconcileContext(new V1Alpha1ConfigDrive { Metadata = new() { Uid = "d", Generation = 1 }, Spec = drive.ParsedSpec })
        {
            VirtualMachine = drive.ParsedVirtualMachine,
        };
        return InputsDigest.Compute(
            run,
            new PasswordStatus { Pending = true, Digest = "p" },
            sources is [] ? [new SourceVersion(new SourceObject(SourceKind.Secret, "s"), "u", "1")] : sources,
            key);
    }
}
