# The operator's image: one program, no shell. hack/image publishes the program and builds this, with docker, podman or buildah.
ARG BASE=mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled
FROM ${BASE}
ARG TARGETARCH=amd64
COPY artifacts/image/${TARGETARCH}/ /usr/local/bin/
# The user that .NET's own images have; the copy pod runs as QEMU's instead. Nothing is written outside of mounted volumes.
USER 1654:1654
ENTRYPOINT ["/usr/local/bin/configdrive-operator"]
CMD ["--help"]
