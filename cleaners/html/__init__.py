"""A page as nodes with exact places in the decoded text: tokens, tree, feeds, structured data, kinds of pages."""
