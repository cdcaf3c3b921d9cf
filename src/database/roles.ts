import type { Queryable } from './database.ts';

/**
 * Gives the service's role what it needs on what the owner's role has made: everything but a change of the schema on
 * ordinary tables, reading and adding alone on those of the ledger. Run again after every migration.
 */
export const grantToService = async (owner: Queryable, role: string): Promise<void> => {
  await owner.query(`DO $$ BEGIN ${toGrants(role)} END $$`);
};

/** `%I` and `%L` are PostgreSQL's own quoting; the name arrives hex-encoded, so that it cannot end the text around it. */
const toGrants = (role: string) => `
  DECLARE
    service text := convert_from(decode('${Buffer.from(role, 'utf8').toString('hex')}', 'hex'), 'UTF8');
    tab record;
  BEGIN
    EXECUTE format('GRANT CREATE ON DATABASE %I TO %I', current_database(), service);
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', service);
    EXECUTE format('REVOKE CREATE ON SCHEMA public FROM %I, PUBLIC', service);
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %I', service);
    FOR tab IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
      EXECUTE format('REVOKE ALL ON public.%I FROM %I', tab.name, service);
      EXECUTE format('GRANT %s ON public.%I TO %I', CASE
        WHEN tab.name LIKE 'ledger\\_%' THEN 'SELECT, INSERT'
        WHEN tab.name = 'holdpoint_migrations' THEN 'SELECT'
        ELSE 'SELECT, INSERT, UPDATE, DELETE' END, tab.name, service);
    END LOOP;
  END;`;

/** Name of the role that a connection works as. */
export const readRole = async (db: Queryable): Promise<string> => {
  const { rows } = await db.query<{ role: string }>('SELECT current_user AS role');
  return rows[0]?.role ?? '';
};

/**
 * Whether the role that a connection works as could take the ledger's triggers off: as the owner of its tables or of
 * their schema, or as a superuser, who is a member of every role.
 */
export const mayAlterLedger = async (db: Queryable): Promise<boolean> => {
  const { rows } = await db.query<{ may: boolean }>(
    `SELECT bool_or(pg_has_role(relowner, 'MEMBER') OR pg_has_role(nspowner, 'MEMBER')) AS may
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relname LIKE 'ledger\\_%'`,
  );
  return rows[0]?.may !== false;
};
