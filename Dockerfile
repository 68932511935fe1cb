# syntax=docker/dockerfile:1
# build compiles, test runs every suite, tools makes the demo's keys, runtime (the default) is what is deployed.
FROM debian:bookworm AS build
ENV DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8
WORKDIR /src
COPY deploy/local/packages/ deploy/local/packages/
RUN apt-get update && \
    sed 's/#.*//; s/ .*//' deploy/local/packages/build.txt | xargs apt-get install -y --no-install-recommends && \
    rm -rf /var/lib/apt/lists/*
COPY . .
RUN cmake --preset release -DLUNCHRUSH_TESTS=OFF -DLUNCHRUSH_BENCH=OFF && \
    cmake --build --preset release --target lunchrush_migrate lunchrush_ingest lunchrush_callbacks lunchrush_simulator

FROM build AS test
RUN ./dev test

FROM debian:bookworm-slim AS tools
ENV DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8
RUN apt-get update && apt-get install -y --no-install-recommends jq openssl && rm -rf /var/lib/apt/lists/*
COPY deploy/local/make-accounts.sh deploy/local/merchant-accounts.jq deploy/docker/make-secrets.sh /opt/lunchrush/
CMD ["/opt/lunchrush/make-secrets.sh"]

FROM debian:bookworm-slim AS runtime
LABEL org.opencontainers.image.title="Lunchrush" \
      org.opencontainers.image.description="Order ingestion for restaurants: durable exactly once, every fen accounted for"
ENV DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8
COPY deploy/local/packages/runtime.txt /tmp/
RUN apt-get update && \
    sed 's/#.*//' /tmp/runtime.txt | xargs apt-get install -y --no-install-recommends && \
    rm -rf /var/lib/apt/lists/* /tmp/runtime.txt && \
    useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin lunchrush && \
    install -d -o lunchrush -g lunchrush /journal
COPY --from=build /src/build/release/bin/lunchrush-migrate /src/build/release/bin/lunchrush-ingest \
     /src/build/release/bin/lunchrush-callbacks /src/build/release/bin/lunchrush-simulator /usr/local/bin/
USER lunchrush
EXPOSE 8080 8081 8082 8083 8090 8091
# Ready, not merely alive. The admin port differs by program: docker-compose.yml sets HEALTH_PORT.
ENV HEALTH_PORT=8081
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=6 \
    CMD curl -fsS -o /dev/null "http://127.0.0.1:${HEALTH_PORT}/readyz"
STOPSIGNAL SIGTERM
CMD ["lunchrush-ingest"]
