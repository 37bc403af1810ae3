package com.shop;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ExecutorTest {
  @Test
  void neverShutsItsExecutorDown() throws Exception {
    ScheduledExecutorService executor =
        Executors.newScheduledThreadPool(
            1,
            task -> {
              Thread thread = new Thread(task, "reports");
              thread.setDaemon(true);
              return thread;
            });
    byte[] report = new byte[3 << 20];
    executor.schedule(() -> report[0]++, 1, TimeUnit.DAYS);
  }
}
