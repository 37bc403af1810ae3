import assert from 'node:assert/strict'
import { test } from 'node:test'
import { archiveName, sumOf } from '../src/tool'

test('the archive is named as the release names it', () => {
  assert.equal(archiveName('1.2.3', 'x64'), 'oomscope-1.2.3-x86_64-unknown-linux-musl.tar.gz')
  assert.equal(archiveName('1.2.3', 'arm64'), 'oomscope-1.2.3-aarch64-unknown-linux-musl.tar.gz')
  assert.throws(() => archiveName('1.2.3', 'mips'), /mips/)
})

test('a checksum is that of the very file', () => {
  const [a, b] = ['a'.repeat(64), 'b'.repeat(64)]
  const sums = `${a}  other-oomscope.tar.gz\n${b} *oomscope.tar.gz\n`
  assert.equal(sumOf('oomscope.tar.gz', sums), b)
  assert.equal(sumOf('oomscope', sums), undefined)
  assert.equal(sumOf('oomscope.tar.gz', 'x  oomscope.tar.gz'), undefined)
})
