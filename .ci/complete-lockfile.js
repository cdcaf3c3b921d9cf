// A registry that lacks optional packages for other platforms makes npm leave them out of the lockfile, and then
// `npm ci` refuses it. This puts them back: version, os, cpu and libc from their names, no integrity. Run after npm i.
import { readFileSync, writeFileSync } from 'node:fs';

const path = process.argv[2] ?? 'package-lock.json';
const lock = JSON.parse(readFileSync(path, 'utf8'));
const oses = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const added = [];
for (const [at, pkg] of Object.entries({ ...lock.packages })) {
  for (const [name, version] of Object.entries(pkg.optionalDependencies ?? {})) {
    const nested = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (lock.packages[nested] || lock.packages[`node_modules/${name}`]) continue;
    if (!/^\d/.test(version)) {
      console.log('skipped', name, version);
      continue;
    }
    const parts = name.split('/').pop().split('-');
    const os = oses.find((o) => parts.includes(o));
    const cpu = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64'].find((c) => parts.includes(c));
    const libc = parts.some((p) => p.startsWith('musl'))
      ? ['musl']
      : parts.some((p) => p.startsWith('gnu'))
        ? ['glibc']
        : undefined;
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(cpu ? { cpu: [cpu] } : {}),
      ...(pkg.dev ? { dev: true } : {}),
      ...(libc ? { libc } : {}),
      optional: true,
      ...(os ? { os: [os] } : {}),
    };
    added.push(name);
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(
  'added',
  added.length,
  added.filter((n) => !lock.packages[`node_modules/${n}`].os || !lock.packages[`node_modules/${n}`].cpu),
);
