package com.shop;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListenerTest {
  private static final class Bus {
    private static final List<Runnable> LISTENERS = new ArrayList<>();
  }

  @Test
  void listensForEver() {
    byte[] view = new byte[3 << 20];
    Bus.LISTENERS.add(() -> view[0]++);
  }
}
