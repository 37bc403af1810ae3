import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Comment, body, isOurs, marker, pullRequest } from '../src/comment'

const comment = (text: string, type: string, association: string): Comment => ({
  id: 1,
  body: text,
  user: { type },
  author_association: association,
})

test('only a comment of somebody who may write here is written anew', () => {
  const mark = marker('oomscope')
  assert.ok(isOurs(comment(`${mark}\nx`, 'Bot', 'NONE'), mark))
  assert.ok(isOurs(comment(mark, 'User', 'MEMBER'), mark))
  assert.ok(!isOurs(comment(mark, 'User', 'CONTRIBUTOR'), mark))
  assert.ok(!isOurs(comment(`see ${mark}`, 'Bot', 'NONE'), mark))
  assert.ok(!isOurs(comment(marker('other'), 'Bot', 'NONE'), mark))
})

test('a key cannot end the marker', () => {
  assert.equal(marker('a --> <b>'), '<!-- oomscope: a------b- -->')
})

test('a body keeps within the bound', () => {
  assert.ok(body('m', 'x'.repeat(70_000)).length <= 65_536)
  assert.equal(body('m', 'x'), 'm\nx')
})

test('the number comes from the event', () => {
  assert.equal(pullRequest({ pull_request: { number: 7 } }), 7)
  assert.throws(() => pullRequest({}), /pull-request/)
})
