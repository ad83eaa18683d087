"""Comptoir: the web app where a network of stores learns to serve its customers."""
