"""What a run leaves on disk: an atomic folder, its manifest, the records."""
