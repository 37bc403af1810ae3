const { watch } = require('../src/vitals')
test('vitals 6', () => { expect(watch('v6')).toHaveLength(16000) })
