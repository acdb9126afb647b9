"""Across the air gap: a bundle's file as QR codes, out and in."""
