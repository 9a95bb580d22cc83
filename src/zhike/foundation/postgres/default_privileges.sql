-- What application and loader may do with the tables the owner is going to make: run as zhike_owner in each database,
-- before its migrations. A migration takes away what a single table forbids, such as UPDATE on the audit.
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO zhike_app, zhike_loader;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO zhike_app, zhike_loader;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT EXECUTE ON FUNCTIONS TO zhike_app, zhike_loader;
