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
{{- default (printf "https://%s:%d" $host (int .Values.copy.port)) .Values.copy.url -}}
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
{{- $clusterWide := list "nodes" "namespaces" "customresourcedefinitions" "tokenreviews" "persistentvolumes" "storageclasses" "kubevirts" -}}
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
{{ toYaml $rules }}
{{- end -}}
