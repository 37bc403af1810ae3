// What Mockito lets go only when it is used again, which would be charged to whoever used it last: inline mocks and
// static mocks that nobody refers to any more, and the last mock that was called, with all their calls and arguments.
// Only where classes are repeated: a stubbing that a test leaves unfinished is forgotten as well, for which Mockito
// fails the next one.
package oomscope.agent;

import java.lang.instrument.Instrumentation;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;

final class Lazy {
  private static final String MOCKITO = "org.mockito.Mockito";
  private static final String MOCK_UTIL = "org.mockito.internal.util.MockUtil";

  // Without a collection nothing is noted.
  private static final long MOST_MS = 100;
  private static final ReferenceQueue<Object> gone = new ReferenceQueue<>();
  // A reference that is gone itself is not noted.
  static Reference<Object> watched;

  private static Instrumentation instrumentation;
  private static Class<?> mockito;

  private Lazy() {}

  static void of(Instrumentation ours) {
    instrumentation = ours;
  }

  /** Collects, and waits until what is gone has been noted in the queues of those who watch it. */
  static void collect() {
    watched = new WeakReference<>(new Object(), gone);
    System.gc();
    try {
      gone.remove(MOST_MS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  static void letGo() {
    try {
      if (mockito == null) mockito = loaded(MOCKITO);
      if (mockito == null) return;
      mockito.getMethod("reset", Object[].class).invoke(null, (Object) new Object[0]);
      Class<?> util = Class.forName(MOCK_UTIL, false, mockito.getClassLoader());
      for (Field field : util.getDeclaredFields()) if (isStatic(field)) letGo(value(field, null));
    } catch (Throwable ignored) {
      // Versions differ in their inner parts, and some keep nothing.
    }
  }

  /** What a mock maker, or one in it, has in maps with weak keys. */
  private static void letGo(Object maker) throws ReflectiveOperationException {
    if (maker == null || !maker.getClass().getSimpleName().endsWith("MockMaker")) return;
    for (Field field : maker.getClass().getDeclaredFields()) {
      if (isStatic(field) || field.getType().isPrimitive()) continue;
      Object part = value(field, maker);
      if (part == null) continue;
      switch (part.getClass().getSimpleName()) {
        case "WeakConcurrentMap":
        case "WithInlinedExpunction":
          expunge(part);
          break;
        case "DetachedThreadLocal":
          expunge(part.getClass().getMethod("getBackingMap").invoke(part));
          break;
        default:
          letGo(part);
      }
    }
  }

  private static void expunge(Object map) throws ReflectiveOperationException {
    map.getClass().getMethod("expungeStaleEntries").invoke(map);
  }

  private static boolean isStatic(Field field) {
    return Modifier.isStatic(field.getModifiers());
  }

  private static Object value(Field field, Object of) throws ReflectiveOperationException {
    field.setAccessible(true);
    return field.get(of);
  }

  /** A class that somebody else has loaded. */
  private static Class<?> loaded(String name) {
    if (instrumentation == null) return null;
    for (Class<?> one : instrumentation.getAllLoadedClasses()) if (one.getName().equals(name)) return one;
    return null;
  }
}
