#!/usr/bin/env node
// Plain JavaScript, so that a Node too old to run TypeScript can still say so.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `holdpoint needs Node 22.18 or newer and runs on ${process.versions.node}. From a checkout, “npm ci” installs a Node that fits; start it with “npx holdpoint”.`,
  );
  process.exitCode = 2;
} else {
  await import('../src/cli.ts');
}
