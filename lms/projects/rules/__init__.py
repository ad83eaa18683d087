"""What holds in projects, without a database: machines, walks, flows, needs, pillars, gates."""
