using System.CommandLine;
using System.Net.Security;
using ConfigDrive.Operator.CopyProgram;
using ConfigDrive.Operator.Copying;

namespace ConfigDrive.Operator.Commands;

/// <summary><c>copy</c>: what the copy pod runs.</summary>
internal static class CopyCommand
{
    public static Command Create()
    {
        var source = new Option<string>("--source") { Description = "URL of a revision at the operator's copy endpoint, or a file", Required = true };
        var target = new Option<string>("--target")
        {
            Description = $"Directory (the file {CopyProtocol.DiskFile} in it), file or block device to write",
            Required = true,
        };
        var tokenFile = new Option<string>("--token-file")
        {
            Description = "File with the service-account token",
            DefaultValueFactory = _ => CopyProtocol.TokenFile,
        };
        var authorityFile = new Option<string?>("--ca-file")
        {
            Description = $"File with the certificates, in PEM, to trust the endpoint by; default: ${CopyProtocol.AuthorityVariable}, or the system's",
        };
        var terminationLog = new Option<string?>("--termination-log")
        {
            Description = $"File for the keyed digest of the copy, or for what went wrong; default: {CopyProtocol.TerminationLog} where it exists",
        };
        var deadline = DurationOption.Create(
            "--deadline", "How long all attempts together may take; less than the pod's own, so that a reason is left", TimeSpan.FromMinutes(4));

        var command = new Command("copy", "Copy a drive's image to a claim, verify it, and tell its keyed digest")
        {
            source, target, tokenFile, authorityFile, terminationLog, deadline,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var log = TerminationLog.At(parsed.GetValue(terminationLog));
            try
            {
                var from = SourceOf(parsed.GetRequiredValue(source), parsed.GetRequiredValue(tokenFile), parsed.GetValue(authorityFile));
                using var disposable = from as IDisposable;
                var to = TargetOf(parsed.GetRequiredValue(target));
                var copy = new ImageCopy(from, to, parsed.GetRequiredValue(deadline), error.WriteLine, TimeProvider.System);
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
            : throw new InvalidInputException($"--source: '{source}' is no URL with https://; a token is not sent in clear text");
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
            : throw new InvalidInputException($"--target: {path} is no directory, no block device and no file in a directory; mount the claim there");
    }
}
