package com.shop;

import org.junit.jupiter.api.Test;

class InternTest {
  @Test
  void internsTheSameNames() {
    for (int at = 0; at < 10_000; at++) ("name " + at).intern();
  }
}
