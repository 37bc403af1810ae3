// Dumps of the heap for the hunt: `0.hprof`, `1.hprof`, … in the folder OOMSCOPE_HEAPS, after as many classes as
// OOMSCOPE_HEAPS_AT says (`3,6,12`). The objects in them are those that are still reachable.
package oomscope.agent;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

public final class Heaps {
  /** Whether a collection is made when it is asked for. */
  static final boolean COLLECTS_WHEN_ASKED = !"true".equals(option("DisableExplicitGC"));

  private final File folder;
  private final List<Integer> places = new ArrayList<>();
  private int dumps;

  private Heaps(File folder) {
    this.folder = folder;
  }

  /**
   * Those of this JVM, where they are asked for. `ours` says of each run of the order whether it is one of this JVM:
   * classes of several modules are run by several JVMs, of which the first one dumps.
   */
  public static Heaps asked(List<Boolean> ours) {
    String folder = System.getenv("OOMSCOPE_HEAPS");
    String places = System.getenv("OOMSCOPE_HEAPS_AT");
    if (folder == null || places == null || new File(folder, "0.hprof").exists()) return null;
    Heaps heaps = new Heaps(new File(folder));
    for (String place : places.split(",")) {
      int runs = 0;
      for (boolean isOurs : ours.subList(0, Math.min(Integer.parseInt(place), ours.size()))) if (isOurs) runs++;
      heaps.places.add(runs);
    }
    return heaps;
  }

  /** So many runs are over, and what they left has been collected. */
  public void over(int runs) {
    while (dumps < places.size() && places.get(dumps) <= runs) {
      try {
        // The JVM writes only files that do not exist, and that end so.
        File part = new File(folder, dumps + ".part.hprof");
        diagnostic().dumpHeap(part.getPath(), true);
        part.renameTo(new File(folder, dumps + ".hprof"));
        // The first one loads what writes it.
        if (dumps == 0) Memory.skip();
      } catch (Throwable ignored) {
        // What there is will do.
      }
      dumps++;
    }
  }

  /** How large the heap of this JVM can become. */
  static Long limitBytes() {
    String bytes = option("MaxHeapSize");
    return bytes == null ? null : Long.valueOf(bytes);
  }

  private static String option(String name) {
    try {
      return diagnostic().getVMOption(name).getValue();
    } catch (Throwable ignored) {
      return null;
    }
  }

  private static HotSpotDiagnosticMXBean diagnostic() {
    return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
  }
}
