using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ConfigDrive.Cluster.Tests.Copying;

/// <summary>Reads the metrics of the copy endpoints in this process.</summary>
internal sealed class CountedRequests : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, long> outcomes = [];
    private long bytes;

    public CountedRequests()
    {
        listener.InstrumentPublished = (instrument, target) =>
        {
            if (instrument.Meter.Name == "ConfigDrive.Operator")
            {
                target.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, measurement, tags, _) =>
        {
            if (instrument.Name == "configdrive_copy_requests_total")
            {
                outcomes.AddOrUpdate((string)tags[0].Value!, measurement, (_, count) => count + measurement);
            }
            else if (instrument.Name == "configdrive_copy_sent_bytes_total")
            {
                Interlocked.Add(ref bytes, measurement);
            }
        });
        listener.Start();
    }

    public long Bytes => Interlocked.Read(ref bytes);

    public long Of(string outcome) => outcomes.GetValueOrDefault(outcome);

    public void Dispose() => listener.Dispose();
}
