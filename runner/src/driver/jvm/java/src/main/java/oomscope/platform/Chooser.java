// Leaves of what the Platform has found the classes of the batch; for a listing it tells of all and leaves none. Where
// all are to be run it leaves them all, and they are told of before the first one begins.
package oomscope.platform;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import oomscope.agent.Order;
import oomscope.agent.Told;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.launcher.PostDiscoveryFilter;

public final class Chooser implements PostDiscoveryFilter {
  // Each launcher has a chooser of its own.
  private static final Set<String> listed = ConcurrentHashMap.newKeySet();
  // Those of them that have not been told of.
  private static final List<String> found = new ArrayList<>();
  private final Set<String> chosen = new HashSet<>(Order.REPEATS ? Rounds.first() : Order.TESTS);

  @Override
  public FilterResult apply(TestDescriptor descriptor) {
    return FilterResult.includedIf(isIncluded(descriptor));
  }

  // The Platform asks only about what has nothing below it, and drops what is left without tests.
  private boolean isIncluded(TestDescriptor descriptor) {
    // A test may start the Platform itself.
    if (Follower.isInside() || Rounds.areRunning()) return true;
    TestDescriptor unit = descriptor;
    for (TestDescriptor above = descriptor; !above.isRoot(); above = above.getParent().get()) unit = above;
    String id = Order.id(Units.name(unit.getSource(), unit.getLegacyReportingName()));
    if (!Order.LISTS && !Order.FINDS) return chosen.contains(id);
    boolean hasTests = descriptor.isTest() || descriptor.mayRegisterTests();
    if (hasTests && listed.add(id)) {
      if (Order.FINDS) find(id);
      else Told.event("listed", id).tell();
    }
    return Order.FINDS;
  }

  private static void find(String id) {
    synchronized (found) {
      found.add(id);
    }
  }

  /** Tells of the classes that were found since the last time. */
  static void tellFound() {
    synchronized (found) {
      if (!found.isEmpty()) Told.event("found", null).texts("tests", found).tell();
      found.clear();
    }
  }
}
