// What oomscope takes for a test of the Platform: what hangs on an engine itself, as a rule a class.
package oomscope.platform;

import java.util.Optional;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;

final class Units {
  private Units() {}

  /** Its name: that of the class, where it is one. */
  static String name(Optional<TestSource> source, String otherwise) {
    TestSource found = source.orElse(null);
    if (found instanceof ClassSource) return ((ClassSource) found).getClassName();
    if (found instanceof MethodSource) return ((MethodSource) found).getClassName();
    return otherwise;
  }
}
