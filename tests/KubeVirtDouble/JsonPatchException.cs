namespace ConfigDrive.KubeVirtDouble;

/// <summary>An operation of a JSON patch did not apply.</summary>
public sealed class JsonPatchException(string message) : Exception(message);
