{{- define "onevoice.labels" -}}
app.kubernetes.io/name: onevoice
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "onevoice.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* What every container of ours is: its environment, what it may, what it mounts. */}}
{{- define "onevoice.container" -}}
image: {{ include "onevoice.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
envFrom:
  - secretRef: {name: {{ .Values.secrets.environment }}}
env:
{{- range $name, $value := .Values.settings }}
  - {name: {{ $name }}, value: {{ $value | quote }}}
{{- end }}
  - {name: ONEVOICE_PARTITIONS, value: {{ .Values.partitions | quote }}}
  - {name: ONEVOICE_SECRETS, value: /etc/onevoice-secrets}
  - {name: ONEVOICE_METRICS_PORT, value: {{ .Values.metrics.port | quote }}}
securityContext:
  readOnlyRootFilesystem: true
  allowPrivilegeEscalation: false
  capabilities: {drop: [ALL]}
volumeMounts:
  - {name: tmp, mountPath: /tmp}
  - {name: secrets, mountPath: /etc/onevoice-secrets, readOnly: true}
{{- if .Values.secrets.files }}
  - {name: files, mountPath: /etc/onevoice, readOnly: true}
{{- end }}
{{- end }}

{{/* Its pod: nobody of the cluster's, no token, a folder for what comes in, and only the secrets of its own service. */}}
{{- define "onevoice.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
volumes:
  - name: tmp
    emptyDir: {sizeLimit: 2Gi}
  - name: secrets
    projected:
      defaultMode: 0440
      sources:
        - secret:
            name: {{ .Values.secrets.services }}
{{- if .service }}
            items: [{key: {{ .service }}.key, path: {{ .service }}.key}]
{{- end }}
{{- if or (not .service) (eq .service "consultations") }}
        - secret:
            name: {{ .Values.secrets.receipts }}
            items:
{{- range .Values.secrets.receiptKeys }}
              - {key: {{ . }}, path: consultations.signing/{{ . }}}
{{- end }}
{{- end }}
{{- if .Values.secrets.files }}
  - name: files
    secret: {secretName: {{ .Values.secrets.files }}, defaultMode: 0440}
{{- end }}
{{- end }}
