"""The database the tests run on: a real PostgreSQL, a migrated template, one copy of it per test process."""
