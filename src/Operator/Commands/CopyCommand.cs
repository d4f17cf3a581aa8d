using System.CommandLine;
using System.Net.Security;
using ConfigDrive.Operator.Copying;
using ConfigDrive.Operator.CopyProgram;

namespace ConfigDrive.Operator.Commands;

/// <summary><c>copy</c>: what the copy pod runs.</summary>
internal static class CopyCommand
{
    public static Command Create()
    {
        var command = new Command("copy", "Copy a drive's image to a claim, verify it, and report its keyed digest");
        var source = command.Declare(Options.Required<string>("--source", "URL of a revision at the operator's copy endpoint, or a file"));
        var target = command.Declare(Options.Required<string>(
            "--target", $"Directory (the file {CopyProtocol.DiskFile} in it), file or block device to write"));
        var tokenFile = command.Declare(Options.WithDefault("--token-file", "File with the service-account token", CopyProtocol.TokenFile));
        var authorityFile = command.Declare(Options.Optional<string>(
            "--ca-file", $"File with the certificates, in PEM, to trust the endpoint by; default: ${CopyProtocol.AuthorityVariable}, or the system's"));
        var terminationLog = command.Declare(Options.Optional<string>(
            "--termination-log", $"File for the keyed digest of the copy, or for what went wrong; default: {CopyProtocol.TerminationLog} where it exists"));
        var deadline = command.Declare(Options.Duration(
            "--deadline", "How long all attempts together may take; less than the pod's own, so that a reason is left", TimeSpan.FromMinutes(4)));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var log = TerminationLog.At(terminationLog(parsed));
            try
            {
                var from = SourceOf(source(parsed)!, tokenFile(parsed)!, authorityFile(parsed));
                using var disposable = from as IDisposable;
                var to = TargetOf(target(parsed)!);
                var copy = new ImageCopy(from, to, deadline(parsed)!.Value, error.WriteLine, TimeProvider.System);
                var digest = await copy.RunAsync(cancellationToken);
                await (log.Exists ? log.WriteAsync(digest) : output.WriteLineAsync(digest));
            }
            catch (Exception exception) when (exception is CopyException or InvalidInputException)
            {
                await log.TryWriteAsync(exception.Message);
                throw;
            }
        });
        return command;
    }

    private static IImageSource SourceOf(string source, string tokenFile, string? authorityFile)
    {
        if (!source.Contains("://", StringComparison.Ordinal))
        {
            return new FileSource(source);
        }

        return Uri.TryCreate(source, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps
            ? new EndpointSource(url, tokenFile, TrustBy(authorityFile))
            : throw new InvalidInputException($"--source: '{source}' is not a URL with https://; a token is not sent in clear text");
    }

    private static SslClientAuthenticationOptions TrustBy(string? authorityFile)
    {
        var named = authorityFile is null ? $"${CopyProtocol.AuthorityVariable}" : $"--ca-file: {authorityFile}";
        try
        {
            var pem = authorityFile is null ? Environment.GetEnvironmentVariable(CopyProtocol.AuthorityVariable) : File.ReadAllText(authorityFile);
            return EndpointTrust.By(pem);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{named} {exception.Message}");
        }
    }

    private static ICopyTarget TargetOf(string target)
    {
        var path = Path.GetFullPath(target);
        if (BlockDevice.IsAt(path))
        {
            return new BlockDeviceTarget(path);
        }

        if (Directory.Exists(path))
        {
            return new FileTarget(Path.Combine(path, CopyProtocol.DiskFile));
        }

        return Directory.Exists(Path.GetDirectoryName(path))
            ? new FileTarget(path)
            : throw new InvalidInputException($"--target: {path} is neither a directory nor a block device nor a file in a directory; mount the claim there");
    }
}
