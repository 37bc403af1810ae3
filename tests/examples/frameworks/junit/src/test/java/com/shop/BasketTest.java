package com.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BasketTest {
  @Test
  void isEmpty() {
    assertEquals(0, 0);
  }

  @Test
  void losesAnItem() {
    assertEquals(2, 1, "an item is lost");
  }

  @Test
  @Disabled("not yet")
  void isShared() {}

  @Test
  void needsAPrinter() {
    assumeTrue(false, "no printer");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void holds(int items) {
    assertEquals(items, items);
  }

  @Nested
  class Full {
    @Test
    void isFull() {}
  }
}
