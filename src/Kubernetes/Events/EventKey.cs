using ConfigDrive.Kubernetes.Models;

namespace ConfigDrive.Kubernetes.Events;

/// <summary>What makes two occurrences the same event. Unlike client-go's key it holds the note: another note tells something else.</summary>
internal sealed record EventKey(EventType Type, string Reason, string Action, string Note, V1ObjectReference Regarding, V1ObjectReference? Related);
