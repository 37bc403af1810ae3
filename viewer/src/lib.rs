//! The page (in the making).
