package com.shop;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

@Disabled("closed for winter")
class ClosedTest {
  @Test
  void opens() {}
}
