//! Django's test runner.

use oomscope_shared::artifact::Framework;
use oomscope_shared::exit_code;
use oomscope_shared::finding::Kind;
use oomscope_tests::Result;
use oomscope_tests::runner::only_finding;

use crate::kit::{culprits, example, is_of, outcomes, plain, ran, run};
use crate::unittest::own_outcomes;

const COMMAND: &[&str] = &["python", "manage.py", "test"];

#[test]
fn outcomes_are_those_of_django() -> Result<()> {
    let project = example("django")?;
    let own = own_outcomes(&plain(&project, "python manage.py test -v 2")?.stderr);
    assert_eq!(own.len(), 5, "{own:#?}");
    for options in [&[][..], &["--batch-size", "2"]] {
        let artifact = ran(&project, options, COMMAND, exit_code::TESTS_FAILED)?;
        is_of(&artifact, Framework::Django);
        assert_eq!(outcomes(&artifact), own);
        assert!(artifact.tests.retained_kib.iter().all(Option::is_some));
    }
    Ok(())
}

#[test]
fn a_receiver_that_is_never_disconnected_is_found() -> Result<()> {
    let project = example("django")?;
    let options = ["--hunt-budget", "5m"];
    let artifact = run(&project, &options, COMMAND, exit_code::TESTS_FAILED)?.artifact()?;
    let finding = only_finding(&artifact)?;
    assert_eq!(finding.kind, Kind::Leak);
    let holder = finding.holder.as_deref().unwrap_or_default();
    assert!(
        holder.starts_with("django.db.models.signals.post_save.receivers"),
        "{holder}"
    );
    let guilty = culprits(finding);
    assert!(
        !guilty.is_empty()
            && guilty
                .iter()
                .all(|id| id.starts_with("shop.tests.ReportTests.test_counts")),
        "{finding:#?}"
    );
    Ok(())
}
