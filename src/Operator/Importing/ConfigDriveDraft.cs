using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Importing;

/// <summary>
/// A ConfigDrive in the making, with its Secrets. Each thing that is added is judged as the operator judges it; what it refuses is left behind and named, so that
/// what is there is always a ConfigDrive that the operator takes.
/// </summary>
/// <param name="secretName">Name of the first Secret.</param>
/// <param name="virtualMachine">For which the drive is.</param>
/// <param name="existing">The Secrets that exist, as far as they are known.</param>
internal sealed class ConfigDriveDraft(
    string secretName, V1VirtualMachine virtualMachine, IReadOnlyDictionary<SourceObject, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> existing)
{
    // An API server takes no Secret with more (k8s.io/api/core/v1, MaxSecretSize).
    private const int MostSecretBytes = 1024 * 1024;

    private readonly List<(string Name, Dictionary<string, ReadOnlyMemory<byte>> Data)> secrets = [];
    private readonly List<LeftBehind> left = [];

    public JsonObject Spec { get; private set; } = new() { ["virtualMachineRef"] = new JsonObject { ["name"] = virtualMachine.Metadata.Name } };

    public IReadOnlyList<LeftBehind> LeftBehind => left;

    /// <summary>The new Secrets, each with its data by key.</summary>
    public IReadOnlyList<(string Name, Dictionary<string, ReadOnlyMemory<byte>> Data)> Secrets => secrets;

    /// <summary>Adds a value to the metadata, if there is one.</summary>
    public void AddMetadata(string field, string? value, string what)
    {
        if (value is not null)
        {
            Add(what, spec => Metadata(spec)[field] = value);
        }
    }

    /// <summary>Adds bytes by a reference to a Secret: to the one that has them, else to a new one.</summary>
    public void AddSource(string key, ImportedSource? source, string what, Action<JsonObject, JsonObject> change)
    {
        if (source is null)
        {
            return;
        }

        var reference = source.Existing is { } selector ? ReferenceTo(selector.Name, selector.Key) : ReferenceTo(Store(key, source.Bytes), key);
        if (!Add(what, spec => change(spec, reference)) && source.Existing is null)
        {
            Forget(key);
        }
    }

    /// <summary>Changes the spec, unless the operator would refuse the result; returns whether it is changed.</summary>
    public bool Add(string what, Action<JsonObject> change)
    {
        var changed = (JsonObject)Spec.DeepClone();
        change(changed);
        if (FaultOf(changed) is { } fault)
        {
            left.Add(new LeftBehind(what, $"the operator would refuse it: {fault}"));
            return false;
        }

        Spec = changed;
        return true;
    }

    /// <summary>Names something that is not added.</summary>
    public void Leave(string what, string why) => left.Add(new LeftBehind(what, why));

    /// <summary>What a guest would find; <c>null</c> when a Secret that exists is not known.</summary>
    public DriveContent? Resolve(JsonObject spec, V1VirtualMachine machine)
    {
        try
        {
            return DriveContent.Resolve(new DriveInputs
            {
                ConfigDrive = new JsonObject { ["spec"] = spec.DeepClone() }.Deserialize(ConfigDriveJsonContext.Default.V1Alpha1ConfigDrive)!,
                VirtualMachine = machine,
                Sources = new SourceContents(existing.Concat(secrets.Select(secret => KeyValuePair.Create(
                    new SourceObject(SourceKind.Secret, secret.Name), (IReadOnlyDictionary<string, ReadOnlyMemory<byte>>)secret.Data))).ToDictionary()),
                PasswordDue = true,
            });
        }
        catch (MissingSourceException)
        {
            return null;
        }
    }

    public static JsonObject Metadata(JsonObject spec) => (JsonObject)(spec["metadata"] ??= new JsonObject());

    private string? FaultOf(JsonObject spec)
    {
        try
        {
            Resolve(spec, virtualMachine);
            return null;
        }
        catch (InvalidContentException exception)
        {
            return exception.Message;
        }
    }

    private string Store(string key, ReadOnlyMemory<byte> bytes)
    {
        if (secrets is [] || secrets[^1].Data.Values.Sum(value => (long)value.Length) + bytes.Length > MostSecretBytes)
        {
            secrets.Add((secrets is [] ? secretName : $"{secretName}-{secrets.Count + 1}", new(StringComparer.Ordinal)));
        }

        secrets[^1].Data[key] = bytes;
        return secrets[^1].Name;
    }

    private void Forget(string key)
    {
        secrets[^1].Data.Remove(key);
        if (secrets[^1].Data.Count == 0)
        {
            secrets.RemoveAt(secrets.Count - 1);
        }
    }

    private static JsonObject ReferenceTo(string name, string key) => new() { ["secretKeyRef"] = new JsonObject { ["name"] = name, ["key"] = key } };
}
