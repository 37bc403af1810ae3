test('sort 5', () => { expect([5, 0].sort()).toEqual([0, 5]) })
