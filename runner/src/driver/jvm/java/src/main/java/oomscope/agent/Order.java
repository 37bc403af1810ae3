// Which classes are to be run, and what this JVM calls them.
package oomscope.agent;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Collections;
import java.util.List;

public final class Order {
  /** Whether classes are to be listed and none is to be run. */
  public static final boolean LISTS = "list".equals(System.getenv("OOMSCOPE_ORDER"));
  /** Whether all classes are to be run, and told of before. */
  public static final boolean FINDS = "all".equals(System.getenv("OOMSCOPE_ORDER"));
  /** Whether classes are to be repeated. */
  public static final boolean REPEATS = System.getenv("OOMSCOPE_HEAPS") != null;
  /** The classes of the batch, one a line, as often as they are to be run. */
  public static final List<String> TESTS = read();

  private static final String PREFIX = prefix();

  private Order() {}

  /** Its id: in a module below the folder of the run it begins with that module's path. */
  public static String id(String unit) {
    return PREFIX + unit;
  }

  /** Whether a class lies in the module of this JVM. */
  public static boolean isHere(String test) {
    return test.startsWith(PREFIX) && test.indexOf('/', PREFIX.length()) < 0;
  }

  private static List<String> read() {
    String order = System.getenv("OOMSCOPE_ORDER");
    try {
      if (order != null && !LISTS && !FINDS) return Files.readAllLines(Paths.get(order), StandardCharsets.UTF_8);
    } catch (Throwable ignored) {
      // The runner is gone.
    }
    return Collections.emptyList();
  }

  private static String prefix() {
    try {
      // Surefire says where the module is; other builds run its tests there.
      Path here = Paths.get(System.getProperty("basedir", System.getProperty("user.dir"))).toRealPath();
      Path root = Paths.get(System.getenv("OOMSCOPE_ROOT")).toRealPath();
      if (!here.startsWith(root) || here.equals(root)) return "";
      return root.relativize(here) + "/";
    } catch (Throwable ignored) {
      return "";
    }
  }
}
