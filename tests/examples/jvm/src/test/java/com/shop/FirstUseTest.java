package com.shop;

import org.junit.jupiter.api.Test;

class FirstUseTest {
  private static final class Tables {
    static final byte[] SINES = new byte[6 << 20];
  }

  @Test
  void loadsItsTablesOnce() throws Exception {
    Tables.SINES[0]++;
    javax.xml.parsers.DocumentBuilderFactory.newInstance().newDocumentBuilder();
    java.util.TimeZone.getAvailableIDs();
  }
}
