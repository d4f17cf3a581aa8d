using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;

namespace ConfigDrive.Operator.Commands;

internal static class Options
{
    /// <summary>Adds an option, and returns a function that reads its value.</summary>
    public static Func<ParseResult, T?> Declare<T>(this Command command, Option<T> option)
    {
        command.Options.Add(option);
        return parsed => parsed.GetValue(option);
    }

    public static Option<T> Required<T>(string name, string description, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        Required = true,
    };

    public static Option<T?> Optional<T>(string name, string description) => new(name) { Description = description };

    public static Option<T> WithDefault<T>(string name, string description, T @default) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => @default,
    };

    /// <summary>Where to listen; nothing listens without a default or a value. The port is also for the example in the message.</summary>
    public static Option<IPEndPoint?> Address(string name, string description, int port, IPAddress? @default = null) => Parsed(
        name,
        description,
        text => IPEndPoint.TryParse(text, out var address) ? address : null,
        $"is not of the form ADDRESS:PORT, such as 127.0.0.1:{port} or [::]:{port}",
        @default is null ? null : new IPEndPoint(@default, port));

    /// <summary>A length of time; help shows the default in the form that is read.</summary>
    public static Option<Duration?> Duration(string name, string description, TimeSpan @default) => Parsed(
        name, description, Commands.Duration.Parse, "is not a duration of at most 1000h, such as 90s, 5m or 1h", new Duration(@default));

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static Option<int> Number(string name, string description, int least, int most, int @default) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => @default,
        CustomParser = argument => int.TryParse(TextOf(argument), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : argument.Refuse<int>(name, $"is not a whole number from {least} to {most}"),
    };

    /// <summary>A value that is parsed from a text; <paramref name="fault"/> is the message for a text that is not valid.</summary>
    public static Option<T?> Parsed<T>(string name, string description, Func<string, T?> parse, string fault, T? @default = null) where T : class => new(name)
    {
        Description = description,
        DefaultValueFactory = @default is null ? null : _ => @default,
        CustomParser = argument => parse(TextOf(argument)) ?? argument.Refuse<T>(name, fault),
    };

    private static string TextOf(ArgumentResult argument) => argument.Tokens.Single().Value;

    private static T? Refuse<T>(this ArgumentResult argument, string name, string fault)
    {
        argument.AddError($"{name}: '{TextOf(argument)}' {fault}.");
        return default;
    }
}
