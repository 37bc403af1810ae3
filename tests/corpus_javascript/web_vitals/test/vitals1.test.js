const { watch } = require('../src/vitals')
test('vitals 1', () => { expect(watch('v1')).toHaveLength(16000) })
