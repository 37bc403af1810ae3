package com.shop.web;

import java.util.*;
import org.junit.jupiter.api.RepeatedTest;

class TokensTest {
    private static final List<byte[]> ISSUED = new ArrayList<>();

    @RepeatedTest(5)
    void areIssued() {
        ISSUED.add(new byte[400_000]);
    }
}
