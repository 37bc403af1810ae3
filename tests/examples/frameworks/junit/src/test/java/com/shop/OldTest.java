package com.shop;

import org.junit.Test;

public class OldTest {
  @Test
  public void stillWorks() {}
}
