-- Roles and database of the central system on PostgreSQL 15 or later. Run once, as a superuser:
--   psql -v owner_password="'…'" -v api_password="'…'" -f postgresql.sql
-- Two roles: one owns the tables and changes them, the other is the server's. The server's can
-- neither change tables, nor delete what was received, nor see two tenants at a time: every table
-- has row-level security, FORCEd, so that it holds for the owner as well. Neither may ever be a
-- superuser or have BYPASSRLS; "central doctor" looks.
CREATE ROLE inspector_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE
    PASSWORD :owner_password;
CREATE ROLE inspector_api LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE
    PASSWORD :api_password;
CREATE DATABASE inspector OWNER inspector_owner ENCODING 'UTF8' TEMPLATE template0;

-- A server that hangs in a transaction must not hold locks for ever.
ALTER ROLE inspector_api IN DATABASE inspector SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE inspector_api IN DATABASE inspector SET lock_timeout = '20s';
-- synchronous_commit stays on: a receipt says that the records are durable.
