package com.shop;

import org.junit.jupiter.api.Test;

class FinishedThreadTest {
  @Test
  void joinsItsThread() throws Exception {
    byte[] work = new byte[3 << 20];
    Thread thread = new Thread(() -> work[0]++);
    thread.start();
    thread.join();
  }
}
