using System.Text.Json;
using ConfigDrive.Operator.Telemetry;
using Microsoft.Extensions.Logging;

namespace ConfigDrive.Operator.Tests.Commands;

/// <summary>What <c>run --log-format</c> chooses. The console is the process's: nothing else runs beside.</summary>
[Collection(nameof(LoggingTests))]
[CollectionDefinition(nameof(LoggingTests), DisableParallelization = true)]
public sealed class LoggingTests
{
    private const string Timestamp = @"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z";

    [Fact]
    public void Json_IsOneObjectALine_WithTimeLevelCategoryMessageAndValues()
    {
        var lines = Log("json");

        Assert.Equal(2, lines.Length);
        using var first = JsonDocument.Parse(lines[0]);
        Assert.Matches(Timestamp, first.RootElement.GetProperty("Timestamp").GetString());
        Assert.Equal("Information", first.RootElement.GetProperty("LogLevel").GetString());
        Assert.Equal("tests", first.RootElement.GetProperty("Category").GetString());
        Assert.Equal("Drive web-1 is \"ready\"", first.RootElement.GetProperty("Message").GetString());
        Assert.Equal("web-1", first.RootElement.GetProperty("State").GetProperty("Name").GetString());
        using var second = JsonDocument.Parse(lines[1]);
        Assert.Contains("no space", second.RootElement.GetProperty("Exception").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_IsOneLineAnEntry()
    {
        var lines = Log("text");

        Assert.Equal(2, lines.Length);
        Assert.Matches($"{Timestamp} info: tests\\[0\\] Drive web-1 is \"ready\"$", lines[0]);
        Assert.Contains("no space", lines[1], StringComparison.Ordinal);
    }

    private static string[] Log(string format)
    {
        var (output, error) = (Console.Out, Console.Error);
        using var written = new StringWriter();
        try
        {
            Console.SetOut(TextWriter.Null);
            Console.SetError(written);
            using var loggers = Logging.Create(LogLevel.Information, format);
            var log = loggers.CreateLogger("tests");
#pragma warning disable CA1848, CA1873 // Three lines, once.
            log.LogDebug("Not shown");
            log.LogInformation("Drive {Name} is \"ready\"", "web-1");
            log.LogError(new IOException("no space\nleft"), "It failed");
#pragma warning restore CA1848, CA1873
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }

        return written.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
