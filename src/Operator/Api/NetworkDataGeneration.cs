using System.ComponentModel;

namespace ConfigDrive.Operator.Api;

[Description("How network_data.json is generated.")]
public sealed record NetworkDataGeneration;
