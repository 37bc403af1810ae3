//! What a name says of what it names: a cache, or a registry.

const CACHES: [&str; 3] = ["cache", "memo", "lru"];
const REGISTRIES: [&str; 10] = [
    "regist", "subscri", "listener", "observer", "receiver", "handlers", "hooks", "plugins",
    "callback", "dispatch",
];

/// Whether something of this name forgets nothing that it could be asked for again.
pub fn is_cache(name: &str) -> bool {
    // What is in memory is no memo.
    says(&name.to_lowercase().replace("memory", ""), &CACHES)
}

/// Whether something of this name has what others put into it, until they take it off.
pub fn is_registry(name: &str) -> bool {
    says(name, &REGISTRIES)
}

/// Whether a name has one of these words in it.
pub fn says(name: &str, words: &[&str]) -> bool {
    let name = name.to_lowercase();
    words.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_memory_is_no_memo() {
        for name in [
            "shop._memo",
            "geo.solve_cache",
            "functools._lru_cache_wrapper",
        ] {
            assert!(is_cache(name), "{name}");
        }
        for name in [
            "InMemorySpanExporter",
            "apscheduler.jobstores.memory.MemoryJobStore",
        ] {
            assert!(!is_cache(name), "{name}");
        }
        assert!(is_cache("MemoryCache"));
    }
}
