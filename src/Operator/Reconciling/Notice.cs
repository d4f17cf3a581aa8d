using ConfigDrive.Kubernetes;
using ConfigDrive.Kubernetes.Events;

namespace ConfigDrive.Operator.Reconciling;

/// <summary>Something that a user would ask about: becomes an event on the ConfigDrive.</summary>
/// <param name="Type">Normal or Warning.</param>
/// <param name="Reason">Reason, UpperCamelCase.</param>
/// <param name="Action">What the operator was doing, UpperCamelCase.</param>
/// <param name="Message">Text for people; never a value of a Secret.</param>
/// <param name="Also">A second object that gets the same event, such as the VirtualMachine.</param>
internal sealed record Notice(EventType Type, string Reason, string Action, string Message, IKubernetesObject? Also = null);
