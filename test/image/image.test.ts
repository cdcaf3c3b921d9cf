import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { variables } from '../../src/variables.ts';
import { parseDockerfile, toCopied } from './dockerfile.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const instructions = parseDockerfile(read('Dockerfile'));
const texts = (name: string): string[] => instructions.filter((one) => one.name === name).map((one) => one.text);
const copied = instructions.flatMap(toCopied);
const known = Object.keys(variables.shape);

describe('F82: the container image', () => {
  test('copies what exists, all of it let through by .dockerignore, which lets nothing else through', () => {
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const letThrough = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'));
    expect(new Set(letThrough)).toEqual(new Set(copied.map((path) => `!${path}`)));
  });

  test('runs Node 24, without development dependencies, not as root', () => {
    expect(texts('FROM').every((text) => text.startsWith('node:24'))).toBe(true);
    expect(texts('RUN')).toEqual([expect.stringMatching(/^npm ci --omit=dev /)]);
    expect(texts('USER')).toEqual(['node']);
    expect(instructions.findIndex(({ name }) => name === 'USER')).toBeLessThan(
      instructions.findIndex(({ name }) => name === 'CMD'),
    );
  });

  test('can install: `npm ci` refuses a lock file that leaves out an optional package of another platform', () => {
    type Package = { optionalDependencies?: Record<string, string> };
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Package> };
    const missing = Object.entries(packages).flatMap(([at, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {}).filter(
        (name) => !(`node_modules/${name}` in packages) && !(`${at}/node_modules/${name}` in packages),
      ),
    );
    expect(missing).toEqual([]);
  });

  test('sets only settings that exist', () => {
    const names = texts('ENV').flatMap((text) => text.split(' ').map((pair) => pair.split('=')[0]));
    expect(names.filter((name) => !known.includes(name ?? ''))).toEqual([]);
  });
});

describe('F82: the compose file', () => {
  type Service = { environment: Record<string, string>; healthcheck?: object; env_file?: string; depends_on?: object };
  const compose = parse(read('compose.yml')) as { services: Record<'database' | 'holdpoint', Service> };
  const { database, holdpoint } = compose.services;

  test('sets only settings that exist, in production', () => {
    expect(Object.keys(holdpoint.environment).filter((name) => !known.includes(name))).toEqual([]);
    expect(holdpoint.environment.NODE_ENV).toBe('production');
  });

  test('starts the service when the database answers', () => {
    expect(database.healthcheck).toBeDefined();
    expect(holdpoint.depends_on).toEqual({ database: { condition: 'service_healthy' } });
  });

  test('holds no secret itself', () => {
    expect(database.environment.POSTGRES_PASSWORD).toMatch(/^\$\{POSTGRES_PASSWORD:\?/);
    expect(holdpoint.env_file).toBe('.env');
  });
});
