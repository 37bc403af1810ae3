package com.shop;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThreadLocalTest {
  private static final ThreadLocal<List<byte[]>> SESSIONS = ThreadLocal.withInitial(ArrayList::new);

  @Test
  void opensASession() {
    SESSIONS.get().add(new byte[3 << 20]);
  }
}
