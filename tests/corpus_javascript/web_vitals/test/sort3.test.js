test('sort 3', () => { expect([3, 0].sort()).toEqual([0, 3]) })
