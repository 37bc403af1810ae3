package com.shop;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InstanceTest {
  private static final List<Object> SEEN = new ArrayList<>();
  private final byte[] state = new byte[3 << 20];

  @Test
  void isKept() {
    SEEN.add(this);
    state[0]++;
  }
}
