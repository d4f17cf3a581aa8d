SHELL := /bin/bash
.DEFAULT_GOAL := help

##@ General

.PHONY: help
help: ## Show this help.
	@awk -v colour="$$(test -t 1 && printf '\033[36m')" -v bold="$$(test -t 1 && printf '\033[1m')" -v plain="$$(test -t 1 && printf '\033[0m')" ' \
		BEGIN { FS = ":.*## "; printf "Usage: make %s<target>%s\n", colour, plain } \
		/^[a-z0-9-]+:.*## / { printf "  %s%-14s%s %s\n", colour, $$1, plain, $$2 } \
		/^##@/ { printf "\n%s%s%s\n", bold, substr($$0, 5), plain }' $(MAKEFILE_LIST)

##@ Development

.PHONY: build
build: ## Build everything.
	dotnet build Operator.sln --configuration Release

.PHONY: format
format: ## Format the code.
	dotnet format Operator.sln

.PHONY: lint
lint: ## Check formatting, analysers and scripts; change nothing.
	hack/lint

.PHONY: crds
crds: ## Write config/crds from the C# types, and what the chart has of config.
	hack/crds

.PHONY: clean
clean: ## Remove what the build made. The control plane's programs stay in ~/.cache/configdrive-operator.
	rm -rf artifacts

##@ Trying it

.PHONY: demo
demo: ## From kubectl apply to a config drive, on a real API server on this machine. KEEP=1 leaves it running.
	hack/demo

.PHONY: test
test: ## Run every test, against a real API server. ARGS='--filter …' picks some.
	hack/test $(ARGS)

.PHONY: guest-test
guest-test: ## Boot a real Linux with config drives in its CD-ROM drive, and check what it and Ignition read.
	hack/guest-test

.PHONY: kubevirt-test
kubevirt-test: ## Hold the KubeVirt of the cluster of KUBECONFIG, with the operator on it, to the same contract as its double.
	hack/kubevirt-test $(ARGS)

.PHONY: e2e
e2e: ## Install image and chart on a cluster with a real node, and judge what comes out. Root, Debian 12.
	hack/e2e

.PHONY: image
image: ## Build the container image. ARGS='--base debian' needs no registry.
	hack/image $(ARGS)

.PHONY: bench
bench: ## Speed and memory next to genisoimage, a file copy and client-go, as a table. PUBLISH=1 puts it into docs/reference.
	hack/bench $(ARGS)

.PHONY: control-plane
control-plane: ## Find etcd, kube-apiserver and kubectl, or make them (once, about 5 minutes).
	hack/control-plane binaries
