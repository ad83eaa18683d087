"""What holds in coaching, without a database: double blind, pools, scores, machines, plans."""
