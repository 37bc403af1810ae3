package com.shop;

import static org.mockito.Mockito.mock;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MockKeptTest {
  interface Sink {
    void take(byte[] page);
  }

  private static final List<Sink> SINKS = new ArrayList<>();

  @Test
  void takes() {
    Sink sink = mock(Sink.class);
    sink.take(new byte[3_000_000]);
    SINKS.add(sink);
  }
}
