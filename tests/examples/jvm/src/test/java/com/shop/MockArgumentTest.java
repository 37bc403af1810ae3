package com.shop;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import org.junit.jupiter.api.Test;

/** Mockito keeps the argument until the next mock is made. */
class MockArgumentTest {
  interface Printer {
    void print(byte[] page);
  }

  @Test
  void prints() {
    Printer printer = mock(Printer.class);
    printer.print(new byte[3_000_000]);
    verify(printer).print(any());
  }
}
