// The reader’s own check: filled by the checker for browsers.
