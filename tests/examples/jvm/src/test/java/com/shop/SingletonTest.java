package com.shop;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SingletonTest {
  private enum Registry {
    INSTANCE;

    private final List<byte[]> plugins = new ArrayList<>();
  }

  @Test
  void registersAPlugin() {
    Registry.INSTANCE.plugins.add(new byte[3 << 20]);
  }
}
