// For oomscope_node_rounds.mjs: ECMAScript modules that import `node:test` get what stands for it there.
const names = ['test', 'it', 'describe', 'suite', 'before', 'after', 'beforeEach', 'afterEach', 'mock', 'run', 'skip', 'todo', 'only', 'snapshot', 'assert']
const code = `const ours = globalThis[Symbol.for('oomscope.node_test')]
export default ours
export const { ${names.join(', ')} } = ours`
const url = `data:text/javascript,${encodeURIComponent(code)}`

export async function resolve(specifier, context, next) {
  return specifier === 'node:test' ? { url, format: 'module', shortCircuit: true } : next(specifier, context)
}
