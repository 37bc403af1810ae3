//! The recorder (in the making).
