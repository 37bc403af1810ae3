const { watch } = require('../src/vitals')
test('vitals 3', () => { expect(watch('v3')).toHaveLength(16000) })
