using ConfigDrive.Operator.Commands;

return await new CommandLine(Console.In, Console.Out, Console.Error, Console.OpenStandardOutput).RunAsync(args);
