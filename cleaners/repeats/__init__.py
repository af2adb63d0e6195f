"""What stands more than once: folded text, marks within a page, copies of a body, sketches that compare documents."""
