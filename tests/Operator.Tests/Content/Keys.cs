namespace ConfigDrive.Operator.Tests.Content;

/// <summary>Public keys that ssh-keygen made.</summary>
internal static class Keys
{
    public const string Ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILuZaMHr6HPnN2meTEDSu/wNHnWyQkr7vQBcJ6zNNlQc me@host";

    public const string EcdsaWithoutComment = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBMLg5UZlUsGrCZCWNrV+JBJj1g6rkgPD/rBAVlZlP8JUfqMqHKJls+UUpzZVfCcm5v4o4Na1LIqdQHYbmLmCiEE=";

    public const string RsaWithSpacedComment = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDDncdnUyTq3QASSJIgrG8+OPjwLjMsRipu/hDBE4SfGrUqtPAjDHgOWppQ+sClUVT6Av5yxqWGuioTnUZLGzKVSRgrSWjVW4jts56M2IXDZV1M+htvhfVeFNXWtVyU9R4KYuNJXq+GKpFxQqnUeqnD+ZMkVBYxfMu9tI6NVuvdaHqkXKItw8P4RYAc0+5Z7h3AKWbj/HZjuJRXbf2yDf2mPRCZVJZAhEvRaL0KUzbqIcEWUatas9ynNDJT65fZisPAjJp274jhv6qBpNPgqLbl6nt7dK+8jIgCJaw92xaVoRDDgdc3zOlSjCozx7aX+uTVY9TiC5o20TfQyCPWq9hB ops team";
}
