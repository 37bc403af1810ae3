package com.shop;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FullTest {
    // More than the heap may have.
    @Test
    void loadsEverything() {
        List<byte[]> rows = new ArrayList<>();
        for (int row = 0; row < 200; row++) rows.add(new byte[1 << 20]);
    }
}
