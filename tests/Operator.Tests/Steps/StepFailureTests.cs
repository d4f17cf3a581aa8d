using System.Net;
using ConfigDrive.Kubernetes.Client;
using ConfigDrive.Kubernetes.Leadership;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Operator.Library;
using ConfigDrive.Operator.Pipeline;
using ConfigDrive.Operator.Steps;

namespace ConfigDrive.Operator.Tests.Steps;

public sealed class StepFailureTests
{
    private const string FailedTest = "the server rejected our request due to an error in our request"; // of a JSON patch

    [Theory]
    [InlineData(400, "BadRequest", "the object is not readable", Reasons.RequestRefused)]
    [InlineData(401, "Unauthorized", "Unauthorized", Reasons.RequestFailed)]
    [InlineData(403, "Forbidden", "secrets is forbidden", Reasons.RequestRefused)]
    [InlineData(404, "NotFound", "the server could not find the requested resource", Reasons.RequestRefused)]
    [InlineData(409, "Conflict", "the object has been modified", Reasons.Conflict)]
    [InlineData(409, "AlreadyExists", "pods \"copy\" already exists", Reasons.RequestRefused)]
    [InlineData(413, "RequestEntityTooLarge", "limit is 3145728", Reasons.RequestRefused)]
    [InlineData(422, "Invalid", "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no", Reasons.RequestRefused)]
    [InlineData(422, "Invalid", FailedTest, Reasons.Conflict)]
    [InlineData(429, "TooManyRequests", "too many requests", Reasons.RequestFailed)]
    [InlineData(500, "InternalError", "etcdserver: no space", Reasons.RequestFailed)]
    [InlineData(503, "ServiceUnavailable", "apiserver is shutting down", Reasons.RequestFailed)]
    public void Answer_OfTheServer_IsARefusalAFailureOrAConflict(int status, string reason, string message, string expected)
    {
        var told = new V1Status { Reason = reason, Message = message == FailedTest ? message : $"{message}\n\tand more" };

        var result = StepFailure.Explain(new KubernetesException("PATCH /a", told, (HttpStatusCode)status));

        Assert.Equal((expected is Reasons.Conflict ? StepOutcome.Conflict : StepOutcome.Retry, expected), (result.Outcome, result.Reason));
        Assert.Contains(message, result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', result.Message);
    }

    [Theory]
    [InlineData(typeof(TimeoutException), Reasons.RequestFailed)]
    [InlineData(typeof(HttpRequestException), Reasons.RequestFailed)]
    [InlineData(typeof(IOException), Reasons.RequestFailed)]
    [InlineData(typeof(OperationCanceledException), Reasons.RequestFailed)]
    [InlineData(typeof(NullReferenceException), Reasons.InternalError)]
    [InlineData(typeof(InvalidOperationException), Reasons.InternalError)]
    public void Exception_OfAnyOtherKind_IsRetriedWithAReason(Type type, string expected)
    {
        var result = StepFailure.Explain((Exception)Activator.CreateInstance(type)!);

        Assert.Equal((StepOutcome.Retry, expected), (result.Outcome, result.Reason));
        Assert.Equal(expected is Reasons.InternalError, StepFailure.IsInternal(result));
    }

    [Fact]
    public void Failure_OfTheLibrary_KeepsItsOwnReason()
    {
        var result = StepFailure.Explain(SecondaryStoreException.From("write", "a", new IOException("", 28)));

        Assert.Equal((StepOutcome.Retry, "SecondaryStoreFull"), (result.Outcome, result.Reason));
    }

    [Fact]
    public void End_OfTheProcess_IsNoFailure()
    {
        var ended = new CancellationToken(canceled: true);

        Assert.False(StepFailure.Covers(new OperationCanceledException(), ended));
        Assert.False(StepFailure.Covers(new LeadershipLostException("another leads"), CancellationToken.None));
        Assert.True(StepFailure.Covers(new OperationCanceledException(), CancellationToken.None));
        Assert.True(StepFailure.Covers(new TimeoutException(), ended));
    }
}
