using ConfigDrive.Benchmarks.Reporting;

namespace ConfigDrive.Benchmarks;

/// <summary>Something that is measured together with what it is compared to, so that both saw the same machine at the same time.</summary>
internal interface IScenario
{
    /// <summary>The name by which it can be run alone.</summary>
    string Name { get; }

    /// <summary>Measures, and returns the rows of the table.</summary>
    Task<IReadOnlyList<Comparison>> MeasureAsync();
}
