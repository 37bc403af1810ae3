// Keeps every page that was ever made.
package com.shop;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

public final class PageCache {
  private static final Map<Integer, byte[]> PAGES = new ConcurrentHashMap<>();

  private PageCache() {}

  public static byte[] page(int size) {
    byte[] page = new byte[size];
    PAGES.put(PAGES.size(), page);
    return page;
  }
}
