package com.shop.web;

import org.junit.jupiter.api.Test;

/** Failsafe runs it. */
class OpensIT {
    @Test
    void opens() {}
}
