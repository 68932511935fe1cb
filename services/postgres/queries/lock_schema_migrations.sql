SELECT number FROM schema_migrations WHERE number = 0 FOR UPDATE
