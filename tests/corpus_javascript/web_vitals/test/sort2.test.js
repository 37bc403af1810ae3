test('sort 2', () => { expect([2, 0].sort()).toEqual([0, 2]) })
