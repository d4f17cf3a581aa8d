using System.CommandLine;
using System.Net;

namespace ConfigDrive.Operator.Commands;

/// <summary>An option that says where to listen.</summary>
internal static class AddressOption
{
    public static Option<IPEndPoint> Create(string name, string description, IPEndPoint @default) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => @default,
        CustomParser = argument =>
        {
            var text = argument.Tokens.Single().Value;
            if (IPEndPoint.TryParse(text, out var address))
            {
                return address;
            }

            argument.AddError($"{name}: '{text}' is no ADDRESS:PORT, such as 127.0.0.1:{@default.Port} or [::]:{@default.Port}.");
            return null;
        },
    };
}
