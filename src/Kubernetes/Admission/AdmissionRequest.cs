using System.Text.Json;

namespace ConfigDrive.Kubernetes.Admission;

/// <summary>What somebody wants of the API server.</summary>
public sealed record AdmissionRequest
{
    /// <summary>Identifies the question.</summary>
    public string Uid { get; set; } = "";

    /// <summary>Type of the object, in the version that the webhook is registered for.</summary>
    public GroupVersionResource? Resource { get; set; }

    /// <summary><c>status</c> and the like; absent for the object itself.</summary>
    public string? SubResource { get; set; }

    /// <summary>Namespace of the object.</summary>
    public string? Namespace { get; set; }

    /// <summary><c>CREATE</c>, <c>UPDATE</c>, <c>DELETE</c> or <c>CONNECT</c>.</summary>
    public string? Operation { get; set; }

    /// <summary>The object as it is to be; it may have no name yet.</summary>
    public JsonElement? Object { get; set; }
}
