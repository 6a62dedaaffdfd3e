"""Whole sites: walked along their links or by their sitemap, politely; kept in a folder, and taken up again."""
