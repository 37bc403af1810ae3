package com.shop;

import org.junit.jupiter.api.Test;

class ShutdownHookTest {
  @Test
  void hooksItselfIn() {
    byte[] state = new byte[3 << 20];
    Runtime.getRuntime().addShutdownHook(new Thread(() -> state[0]++));
  }
}
