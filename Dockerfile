# The monitor as an image: `docker build --tag driftsense .`; examples/docker/ shows how to run it.
# For production name the base by its digest, as examples/docker/compose.yaml does; any Debian with Node 20.19 or newer will do.
ARG BASE=node:22-bookworm-slim

FROM ${BASE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund --cache /tmp/npm && rm -rf /tmp/npm
COPY tsconfig.json tsup.config.ts ./
COPY scripts/collect_licenses.ts scripts/
COPY src src
RUN npx --no-install tsup --no-dts --silent && npx --no-install tsx scripts/collect_licenses.ts
# What stays: the dependencies, and the two optional packages (mail, PNG charts) in the versions of the lock file.
RUN mkdir /optional && mv node_modules/nodemailer node_modules/@resvg /optional/ \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund && mv /optional/* node_modules/ \
  && find node_modules -type d -empty -delete
WORKDIR /app
COPY LICENSE config.yaml ./
# Readable by every uid, however private the checkout was.
RUN mv /build/package.json /build/dist /build/node_modules . && chmod -R u=rwX,go=rX .

FROM ${BASE}
LABEL org.opencontainers.image.title="driftsense" \
  org.opencontainers.image.description="Watches data and concept of a model: judges, tells, retrains, versions." \
  org.opencontainers.image.licenses="MIT"
# Package managers have no work here, and what is not there needs no updates.
RUN rm -rf /usr/local/lib/node_modules /opt/yarn-* \
    /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn /usr/local/bin/yarnpkg \
  && groupadd --gid 10001 runner \
  && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin runner
COPY --from=build /app /app
WORKDIR /app
# Private to the runner. Any other --user brings folders that are its own.
RUN install --directory --mode=0700 --owner=10001 --group=10001 data models logs outputs
ENV NODE_ENV=production
VOLUME ["/app/data", "/app/models", "/app/logs", "/app/outputs"]
USER 10001:10001
# Healthy: the configuration can be read and the registry is whole.
HEALTHCHECK --interval=30s --timeout=20s --start-period=10s --retries=3 CMD ["node", "/app/dist/cli.js", "status"]
ENTRYPOINT ["node", "/app/dist/cli.js"]
CMD ["run-monitor"]
