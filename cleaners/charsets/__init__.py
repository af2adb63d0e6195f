"""What stands behind `decoding`: encodings as the web defines them, what a body says of itself, and the character model that weighs readings."""
