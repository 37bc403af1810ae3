package com.shop;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class StaticMapTest {
  private static final Map<Integer, byte[]> PAGES = new ConcurrentHashMap<>();

  @Test
  void keepsAPage() {
    PAGES.put(PAGES.size(), new byte[3 << 20]);
  }
}
