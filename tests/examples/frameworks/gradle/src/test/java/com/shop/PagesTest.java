package com.shop;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.runner.JUnitPlatform;
import org.junit.runner.RunWith;

@RunWith(JUnitPlatform.class)
public class PagesTest {
  static final List<byte[]> PAGES = new ArrayList<>();

  @Test
  void keepsAPage() {
    PAGES.add(new byte[3 << 20]);
  }
}
