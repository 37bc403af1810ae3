package com.shop;

import java.util.Timer;
import org.junit.jupiter.api.Test;

class TimerTest {
  @Test
  void neverCancelsItsTimer() {
    byte[] state = new byte[3 << 20];
    new Timer("refresh", true)
        .schedule(
            new java.util.TimerTask() {
              @Override
              public void run() {
                state[0]++;
              }
            },
            86_400_000L);
  }
}
