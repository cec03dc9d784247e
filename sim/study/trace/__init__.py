"""One call or one case, followed through each structure: what happened to it, and what each decision rested on."""
