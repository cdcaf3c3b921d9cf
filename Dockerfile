# The service in an image: Node 24, no development dependencies, no build step, not root. docs/operations.md says how to
# run it; `npm run check:image` walks through these steps without a container engine.

FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The optional packages are the embedded PostgreSQL, which an image does without: it is given DATABASE_URL. No package
# that is left needs an install script.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json app.yml LICENSE ./
COPY migrations ./migrations
COPY src ./src
# Everything above belongs to root, so the service cannot change its own code.
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# As process 1 it gets SIGTERM itself, and drains; it starts no children, so no init is needed.
CMD ["node", "src/main.ts"]
