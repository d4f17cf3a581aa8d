namespace ConfigDrive.Kubernetes.Events;

/// <summary>Whether an event asks for attention.</summary>
public enum EventType
{
    /// <summary>As it should be.</summary>
    Normal,

    /// <summary>Somebody should look at it.</summary>
    Warning,
}
