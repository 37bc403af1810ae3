// Begins inside the JVM of tests, before any class of the project is loaded.
package oomscope.agent;

import java.lang.instrument.Instrumentation;
import java.util.jar.JarFile;

public final class Agent {
  private static final String[] LISTENED_TO = {
    "org/junit/platform/launcher/TestExecutionListener.class",
    "org/junit/runner/notification/RunListener.class",
  };

  private Agent() {}

  /**
   * Puts the listeners beside the framework. They are in a jar of their own, because the Platform finds them by their
   * service files and would fail where it finds those and they cannot see its classes: in a class loader of its own
   * it is not heard.
   */
  public static void premain(String listeners, Instrumentation instrumentation) {
    try {
      if (!Told.isAsked()) return;
      Lazy.of(instrumentation);
      for (String type : LISTENED_TO) {
        if (ClassLoader.getSystemResource(type) != null) {
          instrumentation.appendToSystemClassLoaderSearch(new JarFile(listeners));
          if (!Order.LISTS) Told.event("jvm", null).number("heap_limit_bytes", Heaps.limitBytes()).tell();
          return;
        }
      }
    } catch (Throwable ignored) {
      // Then nobody hears of these tests, which run all the same.
    }
  }
}
