using System.CommandLine;
using ConfigDrive.Operator.Commands;

const int Failed = 1;
const int WrongUse = 2;

var root = new RootCommand("Config drives for KubeVirt virtual machines")
{
    RunCommand.Create(),
    RenderCommand.Create(),
    InspectCommand.Create(),
    CrdsCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    await Console.Error.WriteLineAsync($"{string.Join(" ", parsed.Errors.Select(error => error.Message))} See --help.");
    return WrongUse;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (InvalidInputException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return WrongUse;
}
catch (Exception exception) when (exception is not OperationCanceledException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return Failed;
}
