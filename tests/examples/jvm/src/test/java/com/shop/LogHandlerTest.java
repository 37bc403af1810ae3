package com.shop;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class LogHandlerTest {
  private static final class Recorder extends Handler {
    private final byte[] seen = new byte[3 << 20];

    @Override
    public void publish(LogRecord record) {
      seen[0]++;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void addsAHandler() {
    Logger.getLogger("").addHandler(new Recorder());
  }
}
