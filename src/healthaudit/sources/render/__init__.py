"""Pages as a browser builds them: an installed Chromium, driven through Playwright (the extra "render")."""
