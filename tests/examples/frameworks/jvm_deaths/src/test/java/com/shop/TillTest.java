package com.shop;

import org.junit.jupiter.api.Test;

class TillTest {
    @Test
    void isCounted() {}
}
