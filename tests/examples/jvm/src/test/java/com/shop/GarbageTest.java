package com.shop;

import org.junit.jupiter.api.Test;

class GarbageTest {
  @Test
  void makesMuchAndKeepsNothing() {
    long sum = 0;
    for (int round = 0; round < 50; round++) sum += new byte[2 << 20].length;
    if (sum == 0) throw new AssertionError();
  }
}
