package com.shop;

import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;
import org.junit.platform.runner.JUnitPlatform;
import org.junit.runner.RunWith;

@RunWith(JUnitPlatform.class)
public class PollerTest {
  // It refers to the group of threads, and the group to the threads that run.
  static final ThreadFactory THREADS = Executors.defaultThreadFactory();

  @Test
  void leavesAThread() {
    byte[] page = new byte[3 << 20];
    Thread poller =
        new Thread(
            () -> {
              synchronized (page) {
                try {
                  page.wait();
                } catch (InterruptedException ended) {
                  Thread.currentThread().interrupt();
                }
              }
            },
            "poller");
    poller.setDaemon(true);
    poller.start();
  }
}
