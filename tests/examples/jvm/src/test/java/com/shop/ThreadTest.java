package com.shop;

import org.junit.jupiter.api.Test;

class ThreadTest {
  @Test
  void startsAThreadThatNobodyStops() {
    byte[] work = new byte[3 << 20];
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.sleep(Long.MAX_VALUE);
              } catch (InterruptedException stopped) {
                work[0] = 1;
              }
            },
            "poller");
    thread.setDaemon(true);
    thread.start();
  }
}
