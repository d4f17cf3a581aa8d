using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.KubeVirtDouble;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.Core;
using ConfigDrive.Operator.Api.KubeVirt;
using ConfigDrive.Operator.MigrationWebhook;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Steps;
using ConfigDrive.Operator.Tests.MigrationWebhook;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConfigDrive.Operator.Tests.Attachment;

/// <summary>
/// A cluster in memory: one VirtualMachine under KubeVirt's double, claims that copy pods fill, and a process of the operator. What the drive is made
/// of is reduced to a number for the user data, the node, and a number for the password, which together are the revision.
/// </summary>
internal sealed class World
{
    public const string DiskName = "configdrive";
    public static readonly NamespacedName Key = new("tenant", "web-1");
    private const string Prefix = "web-1-configdrive-";

    private readonly HashSet<string> filled = [];
    private readonly HashSet<string> copying = [];
    private readonly MigrationReview webhook;
    private OperatorProcess process;
    private int resourceVersion = 1;
    private int? effectsLeft;
    private Action? interference;
    private bool diesAfterWrite;

    public World(WorldOptions options)
    {
        Options = options;
        Machine = new Machine
        {
            VirtualMachine = (JsonObject)JsonNode.Parse(options.VirtualMachine)!,
            Claims = claim => filled.Contains(claim) ? ClaimState.Filled : ClaimState.Missing,
            Settings = options.KubeVirt,
            Now = Clock.GetUtcNow,
        };
        Users = UserPart();
        OtherWriter = new OtherWriter(this);
        webhook = new MigrationReview(Find, context => Readiness.Observe(context), NullLogger.Instance);
        Drive = new V1Alpha1ConfigDrive
        {
            Metadata = new V1ObjectMeta { Name = "web-1", Namespace = "tenant", Uid = "drive", Generation = 1 },
            Spec = new ConfigDriveSpec
            {
                VirtualMachineRef = new VirtualMachineReference { Name = "web-1" },
                Attachment = options.Attachment,
                Password = new Password { SecretKeyRef = new KeySelector { Name = "password", Key = "password" } },
            },
        };
        process = new OperatorProcess(this);
    }

    public WorldOptions Options { get; }

    public Machine Machine { get; }

    public V1Alpha1ConfigDrive Drive { get; private set; }

    /// <summary>The disks and volumes of the VirtualMachine's user, as they should be.</summary>
    public string Users { get; private set; }

    public int UserData { get; private set; }

    public int Password { get; private set; }

    /// <summary>Somebody else who changes the VirtualMachine.</summary>
    public OtherWriter OtherWriter { get; }

    /// <summary>What went wrong, as the world saw it.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>How the last run of the operator ended.</summary>
    public StepResult End { get; private set; } = StepResult.Skipped;

    public VirtualClock Clock { get; } = new();

    public bool IsMigrationReady => process.IsMigrationReady;

    public CheckMigration Readiness => process.Readiness;

    public string? TemplateClaim => Machine.VirtualMachine.TemplateSpec().Volumes().Named(DiskName)?.ClaimName();

    public bool IsRunning => Machine is { Phase: "Running", Instance: not null } && !Machine.IsEnding;

    /// <summary>The claim in the drive of the guest.</summary>
    public string? GuestClaim => Machine.VolumeStatus(DiskName) is { } status && (string?)status["phase"] == "Ready" ? (string?)status["persistentVolumeClaimInfo"]!["claimName"] : null;

    public static string? PasswordIn(string claim) => claim.Split(".p") is [_, var password] ? password : null;

    public static string ClaimOf(string revision) => Prefix + revision;

    public static string? RevisionOf(string claim) => claim.StartsWith(Prefix, StringComparison.Ordinal) ? claim[Prefix.Length..] : null;

    public bool IsFilled(string claim) => filled.Contains(claim);

    /// <summary>The filled claims, as the operator's caches show them.</summary>
    public IEnumerable<V1PersistentVolumeClaim> Claims => filled.Select(claim => new V1PersistentVolumeClaim
    {
        Metadata = new V1ObjectMeta { Name = claim, Namespace = Key.Namespace, Annotations = new() { [Annotations.Revision] = RevisionOf(claim)! } },
    });

    public void ChangeUserData() => UserData++;

    public void ResetPassword() => Password++;

    public void ChangeSpec() => Drive = new V1Alpha1ConfigDrive
    {
        Metadata = Drive.Metadata with { Generation = Drive.Metadata.Generation + 1, ResourceVersion = NewVersion() },
        Spec = Drive.Spec,
        Status = Drive.Status,
    };

    public void Advance(TimeSpan time) => Clock.Now += time;

    public void FinishCopies()
    {
        filled.UnionWith(copying);
        copying.Clear();
    }

    /// <summary>Deletes claims that nothing names, as the step after ours does.</summary>
    public void Sweep()
    {
        string?[] named =
        [
            .. Machine.VirtualMachine.TemplateSpec().Volumes().OfType<JsonObject>().Select(volume => volume.ClaimName()),
            .. Machine.Instance?.Part("spec").Volumes().OfType<JsonObject>().Select(volume => volume.ClaimName()) ?? [],
            (string?)Machine.VolumeStatus(DiskName)?["persistentVolumeClaimInfo"]!["claimName"],
            ClaimOf(Drive.Status?.Revision ?? ""),
            ClaimOf(process.Deferred?.Revision ?? ""),
        ];
        filled.RemoveWhere(claim => !named.Contains(claim));
    }

    /// <summary>The user plugs a disk of his own, in front.</summary>
    public void EditVirtualMachine() => OtherWriter.Plug(atEnd: false);

    /// <summary>Somebody else changes the template.</summary>
    public void Edit(Action<JsonObject> change)
    {
        var edited = (JsonObject)Machine.VirtualMachine.DeepClone();
        change(edited.TemplateSpec());
        try
        {
            KubeVirtDouble.Admission.Review(Machine.Settings, Machine.VirtualMachine, edited);
        }
        catch (AdmissionException)
        {
            return;
        }

        if (!JsonNode.DeepEquals(edited, Machine.VirtualMachine))
        {
            Machine.VirtualMachine = edited;
            Users = UserPart();
            Touch();
        }
    }

    public void SetRunStrategy(string strategy)
    {
        Machine.VirtualMachine.Part("spec")["runStrategy"] = strategy;
        Touch();
    }

    public void Migrate()
    {
        if (IsRunning)
        {
            try
            {
                KubeVirtDouble.Admission.ReviewMigration(Machine);
                if (Options.HasMigrationWebhook && !webhook.Answer(MigrationRequests.Create("web-1")).Allowed)
                {
                    return;
                }

                Machine.Migrations.Add(new JsonObject
                {
                    ["metadata"] = new JsonObject { ["namespace"] = Key.Namespace, ["name"] = $"move-{Machine.Migrations.Count}" },
                    ["spec"] = new JsonObject { ["vmiName"] = Key.Name },
                });
            }
            catch (AdmissionException)
            {
                // One at a time: the user tries again later.
            }
        }
    }

    public void Drain()
    {
        if (IsRunning)
        {
            Machine.Instance!.Part("status")["evacuationNodeName"] = (string?)Machine.Instance!["status"]!["nodeName"];
        }
    }

    /// <summary>The drive as an operator's caches show it.</summary>
    public ReconcileContext? Find(NamespacedName virtualMachine) => virtualMachine == Key && Drive.Status?.Primary is not null ? process.Look(CacheParts.All) : null;

    /// <summary>All claims are gone, with what was on them.</summary>
    public void LoseClaims() => filled.Clear();

    /// <summary>Another filled claim holds the wanted revision, and the operator has not written that to the VirtualMachine.</summary>
    public void Want(PrimaryStatus primary, bool isSuspended) => Drive = new V1Alpha1ConfigDrive
    {
        Metadata = Drive.Metadata,
        Spec = Drive.Spec with { Suspend = isSuspended },
        Status = Drive.Status! with { Primary = primary, Revision = primary.Revision },
    };

    /// <summary>Runs the operator once.</summary>
    /// <param name="effects">After how many effects on the world it is killed.</param>
    /// <param name="conflict">What somebody else does just before its next write.</param>
    /// <param name="watched">Of what its caches have heard.</param>
    public async Task ReconcileAsync(int? effects = null, Action? conflict = null, CacheParts watched = CacheParts.All)
    {
        effectsLeft = effects;
        interference = conflict;
        try
        {
            End = await process.ReconcileAsync(watched);
        }
        catch (Crash)
        {
            process = new OperatorProcess(this);
        }
        finally
        {
            effectsLeft = null;
            interference = null;
        }
    }

    /// <summary>Runs the operator until it has written to the VirtualMachine, and kills it right then.</summary>
    public async Task ReconcileUntilKilledAfterWriteAsync()
    {
        diesAfterWrite = true;
        for (var run = 0; run < 3 && diesAfterWrite; run++)
        {
            await ReconcileAsync();
            FinishCopies();
        }

        diesAfterWrite = false;
    }

    /// <summary>The operator has a claim filled.</summary>
    public void Copy(string claim)
    {
        Effect();
        copying.Add(claim);
    }

    /// <summary>The operator writes the status.</summary>
    public void WriteStatus(ConfigDriveStatus status)
    {
        Effect();
        Drive = new V1Alpha1ConfigDrive
        {
            Metadata = Drive.Metadata with { ResourceVersion = NewVersion() },
            Spec = Drive.Spec,
            Status = status,
        };
    }

    /// <summary>The operator writes to the VirtualMachine.</summary>
    public V1VirtualMachine Patch(JsonPatch patch)
    {
        Effect();
        interference?.Invoke();
        interference = null;
        try
        {
            var patched = JsonPatchDocument.Apply(Machine.VirtualMachine, (JsonArray)patch.ToJson());
            KubeVirtDouble.Admission.Review(Machine.Settings, Machine.VirtualMachine, patched);
            if (Machine.IsMigrating && IsRunning && process.KnowsOfMigration)
            {
                Violations.Add("The VirtualMachine was patched during a migration.");
            }

            Machine.VirtualMachine = patched;
            Touch();
        }
        catch (JsonPatchException)
        {
            throw Refusal("the server rejected our request due to an error in our request");
        }
        catch (AdmissionException exception)
        {
            throw Refusal($"""admission webhook "virtualmachine-validator.kubevirt.io" denied the request: {exception.Message}""");
        }

        if (TemplateClaim is { } claim && !filled.Contains(claim))
        {
            Violations.Add($"The VirtualMachine was made to refer to the unfilled claim {claim}.");
        }

        if (UserPart() != Users)
        {
            Violations.Add($"The user's disks and volumes were changed: {UserPart()}");
        }

        if (diesAfterWrite)
        {
            diesAfterWrite = false;
            throw Kill();
        }

        return Machine.VirtualMachine.Deserialize(ConfigDriveJsonContext.Default.V1VirtualMachine)!;
    }

    private static KubernetesException Refusal(string message) =>
        new("PATCH /virtualmachines/web-1", new V1Status { Message = message }, HttpStatusCode.UnprocessableEntity);

    private Crash Kill()
    {
        process.Stop();
        return new Crash();
    }

    private void Effect()
    {
        if (effectsLeft is 0)
        {
            throw Kill();
        }

        effectsLeft--;
    }

    private void Touch() => Machine.VirtualMachine.Part("metadata")["resourceVersion"] = NewVersion();

    private string NewVersion() => (++resourceVersion).ToString(CultureInfo.InvariantCulture);

    private string UserPart()
    {
        var spec = (JsonObject)Machine.VirtualMachine.TemplateSpec().DeepClone();
        spec.Disks().Remove(spec.Disks().Named(DiskName) is { } disk && disk.IsCdrom() ? disk : null);
        spec.Volumes().Remove(spec.Volumes().Named(DiskName) is { } volume && volume.ClaimName() is not null ? volume : null);
        return spec.ToJsonString();
    }
}

/// <summary>The operator's process ends at once.</summary>
internal sealed class Crash : OperationCanceledException;
