"""The benchmark: our pages and a bare floor application under the same server, in turns."""
