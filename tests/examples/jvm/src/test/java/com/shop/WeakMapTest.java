package com.shop;

import java.util.Map;
import java.util.WeakHashMap;
import org.junit.jupiter.api.Test;

class WeakMapTest {
  private static final Map<Object, byte[]> CACHE = new WeakHashMap<>();

  @Test
  void holdsAsLongAsItsKey() {
    CACHE.put(new Object(), new byte[3 << 20]);
  }
}
