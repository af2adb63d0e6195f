"""The frame of a page: the lines of a site that stand in runs before and behind the text, beside furniture that rules know."""
