package com.shop;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RecentTest {
  /** A cache as libraries have them: a table and a list of what is new and old, without an end. */
  static final class Recent {
    private final Map<String, Entry> table = new HashMap<>();
    private Entry newest;
    private Entry oldest;

    void put(String name, byte[] page) {
      Entry entry = new Entry(page, newest);
      if (newest != null) newest.newer = entry;
      if (oldest == null) oldest = entry;
      newest = entry;
      table.put(name, entry);
    }
  }

  private static final class Entry {
    private final byte[] page;
    private final Entry older;
    private Entry newer;

    Entry(byte[] page, Entry older) {
      this.page = page;
      this.older = older;
    }
  }

  private static final Recent RATES = new Recent();

  @Test
  void isNew() {
    RATES.put(UUID.randomUUID().toString(), new byte[2_000_000]);
  }
}
