namespace ConfigDrive.Iso.Tests.Support;

/// <summary>Tests that change something of the whole process run while no other test does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
