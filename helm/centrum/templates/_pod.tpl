{{/* What every pod has: nobody's token, no root, nothing to write to. */}}
{{- define "centrum.podSecurity" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile:
    type: RuntimeDefault
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "centrum.container" -}}
image: {{ include "centrum.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- end -}}

{{/* The variables of server and worker. Secrets are files: who may look at a pod may not read them. */}}
{{- define "centrum.environment" -}}
- name: CENTRUM_PUBLIC_URL
  value: {{ .Values.publicUrl | quote }}
{{- with .Values.trustedProxies }}
- name: CENTRUM_TRUSTED_PROXIES
  value: {{ . | quote }}
{{- end }}
- name: CENTRUM_DATABASE_URL_FILE
  value: /run/secrets/centrum/database-url
- name: CENTRUM_DATABASE_POOL_SIZE
  value: {{ .Values.database.poolSize | quote }}
{{- if .Values.redis.enabled }}
- name: CENTRUM_REDIS_URL_FILE
  value: /run/secrets/centrum/redis-url
{{- end }}
{{- if .Values.oidc.enabled }}
- name: CENTRUM_OIDC_ISSUER
  value: {{ .Values.oidc.issuer | quote }}
- name: CENTRUM_OIDC_CLIENT_ID
  value: {{ .Values.oidc.clientId | quote }}
{{- if .Values.oidc.existingSecret }}
- name: CENTRUM_OIDC_CLIENT_SECRET_FILE
  value: /run/secrets/centrum/oidc-client-secret
{{- end }}
{{- with .Values.oidc.audience }}
- name: CENTRUM_OIDC_AUDIENCE
  value: {{ . | quote }}
{{- end }}
{{- with .Values.oidc.allowedAddresses }}
- name: CENTRUM_OIDC_ALLOWED_ADDRESSES
  value: {{ . | quote }}
{{- end }}
{{- end }}
{{- with .Values.telemetry.otlpEndpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
- name: OTEL_EXPORTER_OTLP_PROTOCOL
  value: {{ $.Values.telemetry.otlpProtocol }}
{{- end }}
{{- if .Values.telemetry.metrics.enabled }}
- name: CENTRUM_METRICS_ADDRESS
  value: "0.0.0.0:{{ .Values.telemetry.metrics.port }}"
{{- end }}
- name: CENTRUM_LOG
  value: {{ .Values.telemetry.log | quote }}
- name: CENTRUM_LOG_FORMAT
  value: json
{{- range $name, $value := .Values.environment }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end -}}

{{- define "centrum.secretMount" -}}
- name: secrets
  mountPath: /run/secrets/centrum
  readOnly: true
{{- end -}}

{{/* Those of server and worker; the migrator's is the Job's alone. */}}
{{- define "centrum.secretVolume" -}}
- name: secrets
  projected:
    # The group of the pod may read them.
    defaultMode: 0440
    sources:
      - secret:
          name: {{ .Values.database.existingSecret }}
          items:
            - key: {{ .Values.database.urlKey }}
              path: database-url
      {{- if .Values.redis.enabled }}
      - secret:
          name: {{ .Values.redis.existingSecret }}
          items:
            - key: {{ .Values.redis.urlKey }}
              path: redis-url
      {{- end }}
      {{- if and .Values.oidc.enabled .Values.oidc.existingSecret }}
      - secret:
          name: {{ .Values.oidc.existingSecret }}
          items:
            - key: {{ .Values.oidc.clientSecretKey }}
              path: oidc-client-secret
      {{- end }}
{{- end -}}

{{- define "centrum.placement" -}}
{{- with .nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
