//! What Go tells of a process whose tests were repeated: where what is in use was taken, and which goroutines
//! there are. Two looks at one process, some repetitions apart, become what each repetition leaves.

pub mod goroutines;
pub mod growth;
pub mod hunt;

/// Whether a function belongs to a module: `example.org/rate.(*Meter).Stop` to `example.org/rate`, and those of
/// its packages and of tests beside them (`example.org/rate_test.TestX`) as well.
pub fn is_own(function: &str, module: &str) -> bool {
    plain(function)
        .strip_prefix(module)
        .is_some_and(|rest| rest.starts_with(['.', '/']) || rest.starts_with("_test."))
}

/// A function's name as people write it. The linker writes a dot in the last part of a path otherwise, to have one
/// before the name only.
fn plain(function: &str) -> String {
    function.replace("%2e", ".")
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn functions_of_a_module_are_told_from_those_of_others() {
        for own in [
            "example.org/rate.Start",
            "example.org/rate.(*Meter).Stop",
            "example.org/rate/deep.Start.func1",
            "example.org/rate_test.TestMean",
        ] {
            assert!(is_own(own, "example.org/rate"), "{own}");
        }
        for other in ["example.org/rates.Start", "time.NewTicker", "example.org.X"] {
            assert!(!is_own(other, "example.org/rate"), "{other}");
        }
        assert!(is_own("gopkg.in/yaml%2ev3.Unmarshal", "gopkg.in/yaml.v3"));
    }
}
