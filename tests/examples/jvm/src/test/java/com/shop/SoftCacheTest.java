package com.shop;

import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoftCacheTest {
  private static final List<SoftReference<byte[]>> CACHE = new ArrayList<>();

  @Test
  void holdsAsLongAsThereIsRoom() {
    CACHE.add(new SoftReference<>(new byte[3 << 20]));
  }
}
