test('sort 4', () => { expect([4, 0].sort()).toEqual([0, 4]) })
