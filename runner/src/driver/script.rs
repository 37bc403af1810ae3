//! Several commands as one: a small shell script, where tests of more than one group run in one process tree.

use std::path::PathBuf;

use oomscope_shared::reproduce::shell;

use super::Step;

/// One command that runs all of them, one after the other, and fails if one of them failed.
pub fn as_one(mut steps: Vec<Step>) -> Step {
    if steps.len() == 1 {
        return steps.remove(0);
    }
    let mut script = String::from("status=0\n");
    for step in &steps {
        script.push('(');
        if let Some(folder) = &step.folder {
            script.push_str(&format!(
                "cd {} && ",
                shell([folder.display().to_string().as_str()])
            ));
        }
        for (name, value) in &step.env {
            script.push_str(&format!("export {name}={} && ", shell([value.as_str()])));
        }
        let words = shell(step.argv.iter().map(String::as_str));
        script.push_str(&format!("exec {words}) || status=$?\n"));
    }
    script.push_str("exit $status\n");
    Step {
        argv: vec!["/bin/sh".to_owned(), "-c".to_owned(), script],
        folder: None::<PathBuf>,
        env: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(argv: &[&str]) -> Step {
        Step::new(argv.iter().map(|word| (*word).to_owned()).collect())
    }

    #[test]
    fn one_command_stays_itself() {
        assert_eq!(as_one(vec![step(&["a", "b"])]), step(&["a", "b"]));
    }

    #[test]
    fn the_last_failure_is_the_status_and_nothing_is_read_by_the_shell() {
        let mut second = step(&["/bin/sh", "-c", "echo \"$IT'S\"; exit 7"]);
        second.env = vec![("IT".to_owned(), "a $b".to_owned())];
        second.folder = Some("/".into());
        let all = as_one(vec![step(&["true"]), second, step(&["echo", "last"])]);
        let output = std::process::Command::new(&all.argv[0])
            .args(&all.argv[1..])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(7));
        assert_eq!(String::from_utf8_lossy(&output.stdout), "a $b'S\nlast\n");
    }
}
