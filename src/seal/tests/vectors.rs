//! The page on sealed sources, and its test vectors.
