"""What keeps an installation in order: diagnosis, retention, roles, backup, migration."""
