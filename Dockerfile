# The program alone, for a read-only root and a user without a name. `make image-check` builds it without a registry, from
# base images of its own; by default the bases are public ones.
#
#   docker build --tag centrum .
#   docker run --rm centrum --help

ARG BUILDER_IMAGE=rust:1.95-slim-bookworm
ARG RUNTIME_IMAGE=debian:bookworm-slim

FROM ${BUILDER_IMAGE} AS builder
WORKDIR /source
# `dev` compiles in a fraction of the time: for trying this file.
ARG CARGO_PROFILE=release
# `true` where the crates are there already and nothing may be fetched.
ARG CARGO_NET_OFFLINE=false
ENV CARGO_NET_OFFLINE=${CARGO_NET_OFFLINE}
COPY . .
# One profile is one folder below the target, whatever Cargo calls it.
RUN cargo build --locked --package server --bin centrum --profile "$CARGO_PROFILE" --target-dir /target \
 && cp /target/*/centrum /centrum \
 && mkdir /files

FROM ${RUNTIME_IMAGE} AS runtime
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Centrum" \
      org.opencontainers.image.description="Shared service centres of Czech municipalities: server, worker and commands" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# Whom we trust, for identity providers and collectors; the program needs nothing else that isn't in the base.
COPY --from=builder /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=builder /centrum /usr/local/bin/centrum
# Where a volume for attachments is mounted: a new one becomes its user's, as this folder is.
COPY --from=builder --chown=10001:10001 /files /var/lib/centrum/files
# A fixed number, so that a policy and the owner of a mounted secret can name it.
USER 10001:10001
# Nothing else is written; a private PostgreSQL isn't in here.
WORKDIR /
ENV CENTRUM_HTTP_HOST=0.0.0.0 \
    CENTRUM_HTTP_PORT=8080 \
    CENTRUM_LOG_FORMAT=json
EXPOSE 8080
STOPSIGNAL SIGTERM
# /readyz of the port above. For `centrum work`, which has no port, it is switched off where it is started.
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 CMD ["/usr/local/bin/centrum", "ready"]
ENTRYPOINT ["/usr/local/bin/centrum"]
CMD ["serve"]
