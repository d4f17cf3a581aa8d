using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;

namespace ConfigDrive.Operator.Commands;

/// <summary>An option that says where to listen.</summary>
internal static class AddressOption
{
    public static Option<IPEndPoint> Create(string name, string description, IPEndPoint @default) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => @default,
        CustomParser = argument => Parse(name, argument, @default.Port),
    };

    /// <summary>One that has no default: without it nothing listens.</summary>
    public static Option<IPEndPoint?> CreateOptional(string name, string description, int port) => new(name)
    {
        Description = description,
        CustomParser = argument => Parse(name, argument, port),
    };

    private static IPEndPoint? Parse(string name, ArgumentResult argument, int port)
    {
        var text = argument.Tokens.Single().Value;
        if (IPEndPoint.TryParse(text, out var address))
        {
            return address;
        }

        argument.AddError($"{name}: '{text}' is no ADDRESS:PORT, such as 127.0.0.1:{port} or [::]:{port}.");
        return null;
    }
}
