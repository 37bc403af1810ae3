const { watch } = require('../src/vitals')
test('vitals 2', () => { expect(watch('v2')).toHaveLength(16000) })
