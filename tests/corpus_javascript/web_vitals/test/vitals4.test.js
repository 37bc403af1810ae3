const { watch } = require('../src/vitals')
test('vitals 4', () => { expect(watch('v4')).toHaveLength(16000) })
