"""A traced call or case in words and in a picture."""
