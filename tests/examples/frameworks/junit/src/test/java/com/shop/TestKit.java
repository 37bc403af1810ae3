package com.shop;

// No test, although its name says so.
final class TestKit {
  static final int ITEMS = 3;

  private TestKit() {}
}
