test('sort 1', () => { expect([1, 0].sort()).toEqual([0, 1]) })
