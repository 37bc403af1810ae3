import assert from 'node:assert/strict'
import { test } from 'node:test'
import { archiveName } from '../src/tool'

test('the archive is named as the release names it', () => {
  assert.equal(archiveName('1.2.3', 'x64'), 'oomscope-1.2.3-x86_64-unknown-linux-musl.tar.gz')
  assert.equal(archiveName('1.2.3', 'arm64'), 'oomscope-1.2.3-aarch64-unknown-linux-musl.tar.gz')
  assert.throws(() => archiveName('1.2.3', 'mips'), /mips/)
})
