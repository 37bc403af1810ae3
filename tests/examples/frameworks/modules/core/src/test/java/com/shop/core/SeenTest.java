package com.shop.core;

import java.util.*;
import org.junit.jupiter.api.Test;

/** The only class of its module. */
class SeenTest {
    private static final List<byte[]> SEEN = new ArrayList<>();

    @Test
    void isSeen() {
        for (int page = 0; page < 30; page++) SEEN.add(new byte[100_000]);
    }
}
