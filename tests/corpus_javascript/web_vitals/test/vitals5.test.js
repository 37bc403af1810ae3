const { watch } = require('../src/vitals')
test('vitals 5', () => { expect(watch('v5')).toHaveLength(16000) })
