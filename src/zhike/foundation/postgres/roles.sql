-- The database of Zhike and the roles that use it. Safe to run again. For PostgreSQL 15 or newer, as a superuser:
--
--     psql -X -v ON_ERROR_STOP=1 -d postgres -f src/zhike/foundation/postgres/roles.sql
--
-- No role is a superuser and none has BYPASSRLS: row-level security holds for every one of them. Passwords are not set
-- here; give the LOGIN roles theirs with \password, or use peer, certificate or LDAP authentication.

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY['zhike_owner', 'zhike_app', 'zhike_loader', 'zhike_search', 'zhike_audit_reader', 'zhike_backup']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

-- NOINHERIT: what the owner may do by SET ROLE it cannot do by itself, so the loader's permissive policies
-- do not open the fence for a migration.
ALTER ROLE zhike_owner LOGIN CREATEDB NOCREATEROLE NOSUPERUSER NOBYPASSRLS NOINHERIT;
ALTER ROLE zhike_app LOGIN NOCREATEDB NOCREATEROLE NOSUPERUSER NOBYPASSRLS;
ALTER ROLE zhike_loader LOGIN NOCREATEDB NOCREATEROLE NOSUPERUSER NOBYPASSRLS;
ALTER ROLE zhike_search NOLOGIN NOCREATEDB NOCREATEROLE NOSUPERUSER NOBYPASSRLS;
ALTER ROLE zhike_audit_reader NOLOGIN NOCREATEDB NOCREATEROLE NOSUPERUSER NOBYPASSRLS;
ALTER ROLE zhike_backup LOGIN NOCREATEDB NOCREATEROLE NOSUPERUSER NOBYPASSRLS;

-- The owner hands functions to zhike_search and, in tests, becomes the application.
GRANT zhike_app, zhike_loader, zhike_search, zhike_audit_reader TO zhike_owner;
GRANT pg_read_all_data TO zhike_backup;

-- A function of the owner's may carry a scope of its own (CREATE FUNCTION … SET zhike.bank = 'on').
GRANT SET ON PARAMETER zhike.bank, zhike.units, zhike.staff, zhike.customers TO zhike_owner;

ALTER ROLE zhike_app SET idle_in_transaction_session_timeout = '5min';
ALTER ROLE zhike_app SET lock_timeout = '30s';

SELECT 'CREATE DATABASE zhike OWNER zhike_owner ENCODING ''UTF8'' TEMPLATE template0'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'zhike')
\gexec

REVOKE ALL ON DATABASE zhike FROM PUBLIC;
GRANT CONNECT ON DATABASE zhike TO zhike_search, zhike_audit_reader, zhike_backup;
GRANT CONNECT, TEMPORARY ON DATABASE zhike TO zhike_app, zhike_loader;

-- Databases which the owner makes for tests are copies of template1.
\connect template1
GRANT CREATE, USAGE ON SCHEMA public TO zhike_owner;

\connect zhike
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CREATE, USAGE ON SCHEMA public TO zhike_owner;
GRANT USAGE ON SCHEMA public TO zhike_app, zhike_loader, zhike_search, zhike_audit_reader, zhike_backup;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;
SET ROLE zhike_owner;
\ir default_privileges.sql
