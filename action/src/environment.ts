// The environment that tests get: the job's, without what lets its holder act for the job.

// The runner hands tokens to an action and not to a `run:` step. Tests are code of whoever opened the pull
// request, and get no more here than in a step of their own.
const WITHHELD = [
  /^INPUT_/i,
  /^ACTIONS_RUNTIME_/,
  /^ACTIONS_RESULTS_URL$/,
  /^ACTIONS_CACHE_/,
  /^ACTIONS_ID_TOKEN_/,
]

/** A copy without what is withheld. */
export function forTests(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !WITHHELD.some(pattern => pattern.test(name)))
  return Object.fromEntries(kept)
}
