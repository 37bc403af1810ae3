// What a test class leaves behind: the bytes in use after a full collection, against those after the class before.
// Resident memory says less: between two collections it shows garbage, and the JVM gives little of it back.
package oomscope.agent;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

public final class Memory {
  // Share of the time passed that forced collections may take, but for the hunt, which compares figures. They keep
  // all processors busy. The first and the last of a process are made in any case: without them nothing could be said
  // of it.
  private static final double SHARE =
      "always".equals(System.getenv("OOMSCOPE_COLLECT")) ? Double.POSITIVE_INFINITY : 0.02;
  // So much they may take in any case: in a small module, which is over within a second, each class has its figure.
  private static final long LEAST_NS = 100_000_000;
  // Growth from which a collection is made once more before it is believed, and so often at most: what has a
  // finalizer or a cleaner goes only with the next one, and so does what libraries let go lazily.
  private static final long GROWTH_BYTES = 512 << 10;
  private static final int MOST_AGAIN = 2;
  // What a collection is taken to cost before the first one has been timed.
  private static final long COLLECTION_NS = 30_000_000;

  private static long collecting;
  private static long expected = COLLECTION_NS;
  private static Long base;
  private static String uncollected;
  private static boolean isSkipped;
  private static boolean hasEnded;

  private Memory() {}

  /** The first class begins. What it leaves is compared with this; where classes are repeated, it pays for all. */
  public static synchronized void begin() {
    if (base != null || hasEnded || Order.REPEATS || !Heaps.COLLECTS_WHEN_ASKED) return;
    base = collect();
  }

  /**
   * A class is over and its own objects are gone. Where a collection would cost too much, there is no figure, and the
   * next class that is collected carries the growth.
   */
  public static synchronized void over(String test) {
    // What follows is not known before: there may be a plan for each class.
    if (!hasEnded) Runtime.getRuntime().addShutdownHook(new Thread(Memory::settle));
    hasEnded = true;
    uncollected = test;
    long passed = ManagementFactory.getRuntimeMXBean().getUptime() * 1_000_000;
    if (base == null || collecting + expected <= Math.max(LEAST_NS, passed * SHARE)) settle();
  }

  /**
   * A plan of several classes is over, and as a rule it is the only one. When the JVM exits, what they have left may be
   * torn down at the same time: Spring closes its contexts then.
   */
  public static synchronized void planOver() {
    settle();
  }

  /** Something else took memory, which comes with the figure of the next class: it has none. */
  static synchronized void skip() {
    isSkipped = true;
  }

  /** What has not been told is charged to the last class that is over. */
  private static synchronized void settle() {
    String test = uncollected;
    if (test == null || !Heaps.COLLECTS_WHEN_ASKED) return;
    uncollected = null;
    Long before = base;
    base = collect();
    if (before != null && !isSkipped) {
      long grown = base - before;
      Told.event("measured", test).number("kept_kib", Math.max(0, grown / 1024)).number("grown_bytes", grown).tell();
    }
    isSkipped = false;
  }

  private static long collect() {
    long held = inUse();
    for (int again = 0; again < MOST_AGAIN && (base == null || held >= base + GROWTH_BYTES); again++) {
      long before = held;
      if (Order.REPEATS) Lazy.letGo();
      held = inUse();
      if (before - held < GROWTH_BYTES) break;
    }
    return held;
  }

  private static long inUse() {
    long start = System.nanoTime();
    if (Order.REPEATS) Lazy.collect();
    else System.gc();
    // The first one of a JVM takes ten times as long as the next, so the last one says most.
    expected = System.nanoTime() - start;
    collecting += expected;
    long held = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      if ("direct".equals(pool.getName())) held += pool.getMemoryUsed();
    }
    return held;
  }
}
