{{- define "configdrive.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "configdrive.selectorLabels" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "configdrive.labels" -}}
{{ include "configdrive.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{- define "configdrive.serviceAccount" -}}
{{- default (ternary (include "configdrive.fullname" .) "default" .Values.serviceAccount.create) .Values.serviceAccount.name -}}
{{- end -}}

{{- define "configdrive.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end -}}

{{- define "configdrive.tlsSecret" -}}
{{- default (printf "%s-copy-tls" (include "configdrive.fullname" .)) .Values.copy.tls.secretName -}}
{{- end -}}

{{- define "configdrive.copyUrl" -}}
{{- $host := default (printf "%s-copy.%s.svc" (include "configdrive.fullname" .) .Release.Namespace) .Values.copy.clusterIP -}}
{{- if contains ":" $host }}{{ $host = printf "[%s]" $host }}{{ end -}}
{{- default (printf "https://%s:%d" $host (int .Values.copy.port)) .Values.copy.url -}}
{{- end -}}

{{- define "configdrive.webhookTlsSecret" -}}
{{- default (printf "%s-webhook-tls" (include "configdrive.fullname" .)) .Values.migrationWebhook.tls.secretName -}}
{{- end -}}

{{/* Whether the operator, and not cert-manager, tells the API server by what to trust the webhook. */}}
{{- define "configdrive.keepsCaBundle" -}}
{{- if and .Values.migrationWebhook.enabled (not .Values.migrationWebhook.tls.certManager.enabled) -}}true{{- end -}}
{{- end -}}

{{/* Fails when two servers of the pod are given the same port. */}}
{{- define "configdrive.checkPorts" -}}
{{- $taken := dict "8081" "the health endpoint" -}}
{{- if .Values.primaryStorage.enabled -}}
  {{- include "configdrive.takePort" (dict "taken" $taken "port" .Values.copy.port "for" "copy.port") -}}
{{- end -}}
{{- if .Values.migrationWebhook.enabled -}}
  {{- include "configdrive.takePort" (dict "taken" $taken "port" .Values.migrationWebhook.port "for" "migrationWebhook.port") -}}
{{- end -}}
{{- end -}}

{{- define "configdrive.takePort" -}}
{{- $port := toString .port -}}
{{- with get .taken $port -}}
  {{- fail (printf "%s is %s, which is the port of %s: set another" $.for $port .) -}}
{{- end -}}
{{- $_ := set .taken $port .for -}}
{{- end -}}

{{/* Whether two pods may have the secondary store mounted at once. */}}
{{- define "configdrive.strategy" -}}
{{- default (ternary "RollingUpdate" "Recreate" (has "ReadWriteMany" .Values.secondaryStorage.accessModes)) .Values.updateStrategy -}}
{{- end -}}

{{/*
The rules of a role, out of files/, which hack/chart copies from config/rbac. A dictionary: context, scope.
Scope "cluster" keeps what no Role can grant, "namespace" the rest, "" all.
*/}}
{{- define "configdrive.rules" -}}
{{- $clusterWide := list "nodes" "namespaces" "customresourcedefinitions" "tokenreviews" "persistentvolumes" "storageclasses" "kubevirts" "configdriveclasses" -}}
{{- $rules := list -}}
{{- range (.context.Files.Get "files/role.yaml" | fromYaml).rules -}}
  {{- $resources := list -}}
  {{- range .resources -}}
    {{- $wide := has (splitList "/" . | first) $clusterWide -}}
    {{- if or (eq $.scope "") (and $wide (eq $.scope "cluster")) (and (not $wide) (eq $.scope "namespace")) -}}
      {{- $resources = append $resources . -}}
    {{- end -}}
  {{- end -}}
  {{- if $resources -}}
    {{- $rules = append $rules (merge (dict "resources" $resources) .) -}}
  {{- end -}}
{{- end -}}
{{- if and (ne .scope "namespace") (include "configdrive.keepsCaBundle" .context) -}}
  {{- $rules = append $rules (dict
    "apiGroups" (list "admissionregistration.k8s.io")
    "resources" (list "validatingwebhookconfigurations")
    "resourceNames" (list (include "configdrive.fullname" .context))
    "verbs" (list "get" "list" "watch" "patch")) -}}
{{- end -}}
{{ toYaml $rules }}
{{- end -}}

{{/* The namespaces to serve, as a list in JSON; all when it is empty. */}}
{{- define "configdrive.namespaces" -}}
{{- concat .Values.watchNamespaces (ternary (list) (list .Values.watchNamespace) (empty .Values.watchNamespace)) | uniq | sortAlpha | toJson -}}
{{- end -}}

{{/* A certificate of cert-manager's. A dictionary: context, name, secret, certManager (of the values), dnsNames, ipAddresses. */}}
{{- define "configdrive.certificate" -}}
{{- $issuer := .certManager.issuerRef }}
{{- if not $issuer.name }}
apiVersion: cert-manager.io/v1
kind: Issuer
metadata:
  name: {{ .name }}
  namespace: {{ .context.Release.Namespace }}
  labels: {{- include "configdrive.labels" .context | nindent 4 }}
spec:
  selfSigned: {}
---
{{- end }}
apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: {{ .name }}
  namespace: {{ .context.Release.Namespace }}
  labels: {{- include "configdrive.labels" .context | nindent 4 }}
spec:
  secretName: {{ .secret }}
  duration: {{ .certManager.duration }}
  privateKey: {algorithm: ECDSA, size: 256, rotationPolicy: Always}
  usages: [server auth]
  dnsNames:
    {{- range .dnsNames }}
    - {{ . }}
    {{- end }}
  {{- with .ipAddresses }}
  ipAddresses:
    {{- range . }}
    - {{ . | quote }}
    {{- end }}
  {{- end }}
  issuerRef:
    {{- if $issuer.name }}
    {{- toYaml $issuer | nindent 4 }}
    {{- else }}
    name: {{ .name }}
    kind: Issuer
    group: cert-manager.io
    {{- end }}
{{- end -}}
