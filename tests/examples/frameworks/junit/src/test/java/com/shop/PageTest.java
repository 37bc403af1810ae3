package com.shop;

import org.junit.jupiter.api.Test;

class PageTest {
  @Test
  void isMade() {
    PageCache.page(3 << 20);
  }

  @Test
  void isMadeAgain() {
    PageCache.page(3 << 20);
  }
}
