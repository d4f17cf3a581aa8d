using System.Diagnostics.Metrics;
using ConfigDrive.Operator.Telemetry;
using Microsoft.AspNetCore.Http;

namespace ConfigDrive.Operator.MigrationWebhook;

/// <summary>
/// Asks the creator of a migration to wait while the medium in the drive of that VirtualMachine is being changed, which would make the migration
/// fail. Whatever is not known for sure is allowed: the webhook prevents failed migrations, and must not prevent one that would succeed.
/// </summary>
/// <param name="find">The drive of a VirtualMachine; <c>null</c> when no drive on a claim is known.</param>
/// <param name="readiness">What the condition <c>MigrationReady</c> says about a drive.</param>
/// <param name="logger">The log.</param>
internal sealed partial class MigrationReview(
    Func<NamespacedName, ReconcileContext?> find, Func<ReconcileContext, StepResult?> readiness, ILogger logger)
{
    /// <summary>Name of the webhook in its ValidatingWebhookConfiguration.</summary>
    public const string Name = "migrations.configdrive.dev";

    /// <summary>Path of the webhook, in the form that kubebuilder gives it.</summary>
    public const string Path = "/validate-kubevirt-io-v1-virtualmachineinstancemigration";

    // client-go waits this long and retries automatically, up to ten times (rest/with_retry.go): short swaps are never noticed, and a controller is
    // not kept from its other work for long.
    private const int RetryAfterSeconds = 1;

    public AdmissionResponse Answer(AdmissionRequest request)
    {
        if (VirtualMachineOf(request) is not { } virtualMachine
            || find(virtualMachine) is not { } context
            || readiness(context)?.Reason != Reasons.DriveChanging)
        {
            MigrationMetrics.Count(isAllowed: true);
            return AdmissionResponse.Allow();
        }

        MigrationMetrics.Count(isAllowed: false);
        Log.Refused(logger, virtualMachine.ToString(), context.Drive.Metadata.Name);
        return AdmissionResponse.Deny(new V1Status
        {
            Status = "Failure",
            Code = StatusCodes.Status429TooManyRequests,
            Reason = "TooManyRequests",
            Message = $"""the config drive is being changed, retry: ConfigDrive "{context.Drive.Metadata.Name}" of VirtualMachine "{virtualMachine.Name}" """
                + $"""in namespace "{virtualMachine.Namespace}"; its condition {ConditionTypes.Attached} says what it waits for""",
            Details = new V1StatusDetails { RetryAfterSeconds = RetryAfterSeconds },
        });
    }

    /// <summary>The VirtualMachine that is to be moved; <c>null</c> when the request is about something else.</summary>
    private static NamespacedName? VirtualMachineOf(AdmissionRequest request)
    {
        var migrations = OperatorResources.VirtualMachineInstanceMigrations;
        if (request is not { Operation: "CREATE", SubResource: null or "", Namespace.Length: > 0, Object: { } created, Resource: { } resource }
            || resource.Group != migrations.Group || resource.Resource != migrations.Plural)
        {
            return null;
        }

        try
        {
            return created.Deserialize(migrations.TypeInfo)?.Spec?.VmiName is { Length: > 0 } name ? new NamespacedName(request.Namespace, name) : null;
        }
        catch (JsonException)
        {
            // KubeVirt's own webhook, or the definition, says what is wrong with it.
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Asked the creator of a migration of VirtualMachine {VirtualMachine} to wait: the medium of ConfigDrive {Drive} is being changed")]
        public static partial void Refused(ILogger logger, string virtualMachine, string? drive);
    }
}

internal static class MigrationMetrics
{
    private static readonly Counter<long> Reviews = OperatorMetrics.Meter.CreateCounter<long>(
        "configdrive_migration_reviews_total", description: "Migrations that the webhook was asked about, by outcome.");

    public static void Count(bool isAllowed) => Reviews.Add(1, new KeyValuePair<string, object?>("outcome", isAllowed ? "Allowed" : "Refused"));
}
