# afterchat: the API and the worker in one image; the command says which (api, worker or all).
# Debian, not Alpine: Temporal's native core needs glibc. The newest long-term Node that the tests pass on (.nvmrc,
# docs/testing.md).
FROM node:24.21.0-bookworm-slim AS base
WORKDIR /app

# `npm install --no-save` takes the locked versions and leaves the lock file alone; `npm ci` refuses a lock file without
# the binaries of platforms that it was not written on.
FROM base AS build
COPY package.json package-lock.json .npmrc ./
RUN npm install --no-save --no-audit --no-fund --ignore-scripts
COPY tsconfig.json ./
COPY bin ./bin
COPY packages ./packages
COPY src ./src
COPY web ./web
RUN npm run build
# What of the packages is needed at run time: 170 MB.
RUN node bin/production-packages.mjs production

FROM base AS run
LABEL org.opencontainers.image.title="afterchat" \
    org.opencontainers.image.description="Live chat that goes on by email when the visitor has left" \
    org.opencontainers.image.licenses="MIT"
# The certificate authorities that Temporal's core needs for TLS; Node brings its own.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    METRICS_HOST=0.0.0.0 \
    METRICS_PORT=9464
COPY --from=build /app/production/node_modules ./node_modules
COPY --from=build /app/dist/workflow-bundle.js /app/dist/workflow-bundle-traced.js ./dist/
COPY --from=build /app/dist/client.js ./dist/
COPY --from=build /app/dist/web/inbox ./dist/web/inbox
COPY --from=build /app/dist/web/loader ./dist/web/loader
COPY --from=build /app/dist/web/widget ./dist/web/widget
COPY --from=build /app/dist/packages ./dist/packages
COPY --from=build /app/dist/src ./dist/src
COPY package.json LICENSE ./
# Owned by root and run as another user: nothing can be changed from inside, and the file system may be read-only.
USER node
EXPOSE 3000 9464
# Node runs as process 1: it receives SIGTERM itself and finishes emails being sent, for up to DELIVER_TIMEOUT_SECONDS.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["node", "dist/src/healthcheck.js"]
ENTRYPOINT ["node", "--enable-source-maps", "dist/src/main.js"]
CMD ["all"]
