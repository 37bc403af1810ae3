package com.shop;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectBufferTest {
  private static final List<ByteBuffer> FRAMES = new ArrayList<>();

  @Test
  void keepsAFrame() {
    FRAMES.add(ByteBuffer.allocateDirect(3 << 20));
  }
}
