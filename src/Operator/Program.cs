using ConfigDrive.Operator.Commands;

return await new CommandLine(Console.In, Console.Out, Console.Error).RunAsync(args);
