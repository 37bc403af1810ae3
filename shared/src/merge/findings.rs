//! One problem that several shards met is one finding of the whole.

use crate::finding::{Finding, Kind};
use crate::message::messages;
use oomscope_quick::order::arrange;

/// Joins leaks that the same object holds. What has no holder stays apart: nothing says that it is one
/// problem.
pub(super) fn joined(findings: Vec<Finding>) -> Vec<Finding> {
    let mut groups: Vec<Vec<Finding>> = Vec::new();
    for finding in findings {
        let same = groups.iter_mut().find(|group| is_same(&group[0], &finding));
        match same {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    let mut joined: Vec<Finding> = groups.into_iter().filter_map(join).collect();
    arrange(&mut joined, &|a, b| b.retained_bytes.cmp(&a.retained_bytes));
    joined
}

fn is_same(a: &Finding, b: &Finding) -> bool {
    let key = |f: &Finding| (f.kind, f.cause, f.holder.clone(), f.scope.clone());
    a.kind == Kind::Leak && a.holder.is_some() && key(a) == key(b)
}

fn join(group: Vec<Finding>) -> Option<Finding> {
    let shards = group.len();
    let mut culprits: Vec<String> = Vec::new();
    let mut known = std::collections::HashSet::new();
    let mut retained: Option<u64> = None;
    for finding in &group {
        let new = finding
            .culprits
            .iter()
            .filter(|c| known.insert((*c).clone()));
        culprits.extend(new.cloned());
        retained = match (retained, finding.retained_bytes) {
            (Some(a), Some(b)) => Some(a.saturating_add(b)),
            (a, b) => a.or(b),
        };
    }
    // Its evidence, lines and hint are those of the shard that is surest.
    let mut whole =
        group
            .into_iter()
            .reduce(|best, other| match other.confidence > best.confidence {
                true => other,
                false => best,
            })?;
    whole.culprits = culprits;
    whole.retained_bytes = retained;
    if shards > 1 {
        whole
            .evidence
            .push(messages::EvidenceShards { shards }.into());
    }
    Some(whole)
}
