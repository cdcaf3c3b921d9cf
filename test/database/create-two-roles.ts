import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { Database } from '../../src/database/database.ts';

/**
 * On the server of `administrator`, an empty database with the role that owns it, and one for the service that owns
 * nothing. The service's name would end the text around it, were it not quoted.
 */
export const createTwoRoles = async ({ url }: Pick<Database, 'url'>) => {
  const word = randomBytes(6).toString('hex');
  const [owner, service, name] = [`owner_${word}`, `ser'vi"ce$$_${word}`, `roles_${word}`];
  const quoted = `"${service.replaceAll('"', '""')}"`;
  const toUrl = (user: string) => {
    const address = new URL(url);
    address.pathname = `/${name}`;
    address.username = encodeURIComponent(user);
    address.password = word;
    return address.href;
  };
  await administer(url, [
    `CREATE ROLE ${owner} LOGIN PASSWORD '${word}'`,
    `CREATE ROLE ${quoted} LOGIN PASSWORD '${word}'`,
    `CREATE DATABASE ${name} OWNER ${owner}`,
  ]);
  return {
    owner,
    name,
    databaseUrl: toUrl(service),
    migrationUrl: toUrl(owner),
    drop: () => administer(url, [`DROP DATABASE ${name} WITH (FORCE)`, `DROP ROLE ${quoted}`, `DROP ROLE ${owner}`]),
  };
};

const administer = async (url: string, statements: readonly string[]) => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
};
