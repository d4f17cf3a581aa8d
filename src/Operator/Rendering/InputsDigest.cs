using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Revisions;

namespace ConfigDrive.Operator.Rendering;

/// <summary>
/// Keyed digest of the identities and versions of everything an image is made from but the class and the operator's settings (<see cref="ClassReader"/>). While it equals the one in the status, nothing has to be read
/// again, even after a restart. It covers the versions of Secrets, not their values.
/// </summary>
internal static class InputsDigest
{
    /// <summary>Incremented whenever the same inputs make another image, so that an upgraded operator renders again.</summary>
    private const int ContentFormat = 3;

    public static string Compute(ReconcileContext context, PasswordStatus? password, IEnumerable<SourceVersion> sources, RevisionKey key)
    {
        var text = new StringBuilder();
        Add(ContentFormat.ToString(CultureInfo.InvariantCulture));
        Add(context.Drive.Metadata.Uid);
        Add(context.Drive.Metadata.Generation?.ToString(CultureInfo.InvariantCulture));
        Add(context.VirtualMachine.Metadata.Uid);
        Add(JsonSerializer.Serialize(VirtualMachineIdentity.WhatContentReads(context.VirtualMachine).Spec, ConfigDriveJsonContext.Default.VirtualMachineSpec));
        Add(context.Status.Placement?.Zone);
        Add(context.Drive.Spec.Metadata.ExposeHypervisorHostName ? context.Status.Placement?.NodeName : null);
        Add(password is null ? null : $"{password.Pending} {password.Digest}");
        foreach (var source in sources)
        {
            Add($"{source.Source.Kind} {source.Source.Name} {source.Uid} {source.ResourceVersion}");
        }

        return key.DigestOf(Encoding.UTF8.GetBytes(text.ToString()));

        void Add(string? part) => text.Append(part).Append('\n');
    }
}
