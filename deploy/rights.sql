-- What the daily role may do: run as the database's owner after `benkoll chain init`, and after each one that migrated.
-- psql -v password=... -f rights.sql

SELECT 'CREATE ROLE benkoll_app LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'benkoll_app') \gexec
ALTER ROLE benkoll_app PASSWORD :'password';

SELECT format('GRANT CONNECT ON DATABASE %I TO benkoll_app', current_database()) \gexec
GRANT USAGE ON SCHEMA public TO benkoll_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO benkoll_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO benkoll_app;
REVOKE INSERT, UPDATE, DELETE ON alembic_version, benkoll_database, benkoll_retired FROM benkoll_app;
REVOKE UPDATE, DELETE ON chain_event FROM benkoll_app;
REVOKE UPDATE ON audit_entry, reading_change FROM benkoll_app;
REVOKE DELETE ON reading_density FROM benkoll_app;
