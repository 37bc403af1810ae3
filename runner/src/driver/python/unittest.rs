//! Python's unittest: its command with a module of ours in the place of `unittest`.

use crate::error::Failure;

/// The command with our module in it.
///
/// # Errors
/// It has no word in whose place the module could come.
pub fn plugged(command: &[String]) -> Result<Vec<String>, Failure> {
    let at = command
        .windows(2)
        .position(|pair| pair[0] == "-m" && pair[1] == "unittest")
        .ok_or_else(|| {
            Failure::usage(
                "`--framework unittest` needs `-m unittest` among the words of the command",
                "for example: oomscope run -- python -m unittest discover -s tests",
            )
        })?;
    let mut argv = command.to_vec();
    argv[at + 1] = "oomscope_unittest".to_owned();
    Ok(argv)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::words::owned;

    #[test]
    fn our_module_takes_the_place_of_unittest() {
        let words = owned(&["coverage", "run", "-m", "unittest", "-v", "unittest"]);
        let ours = [
            "coverage",
            "run",
            "-m",
            "oomscope_unittest",
            "-v",
            "unittest",
        ];
        assert_eq!(plugged(&words).unwrap(), ours);
        assert!(plugged(&owned(&["make", "test"])).is_err());
    }
}
