//! What must hold of every dump: small random ones, and broken ones.
