package com.shop;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BoundedCacheTest {
  private static final Map<Integer, byte[]> CACHE =
      new LinkedHashMap<Integer, byte[]>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, byte[]> eldest) {
          return size() > 3;
        }
      };
  private static int next;

  @Test
  void holdsThree() {
    CACHE.put(next++, new byte[3 << 20]);
  }
}
