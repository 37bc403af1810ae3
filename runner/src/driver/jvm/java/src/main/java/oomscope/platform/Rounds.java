// For the hunt: the classes of the batch in their order, as often as they stand in it, in one JVM. The build tool runs
// the first one as it runs any, and what follows is run when it is over, by a launcher of ours, and in no other JVM.
package oomscope.platform;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import oomscope.agent.Heaps;
import oomscope.agent.Order;
import oomscope.agent.Told;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;

final class Rounds {
  private static final List<String> order = new ArrayList<>();
  private static final Heaps heaps;
  private static int over;
  private static volatile boolean hasFirstRun;
  private static final AtomicBoolean haveBegun = new AtomicBoolean();
  private static volatile boolean areRunning;

  static {
    List<Boolean> ours = new ArrayList<>();
    for (String test : Order.TESTS) {
      ours.add(Order.isHere(test));
      if (Order.isHere(test)) order.add(test);
    }
    heaps = Order.REPEATS && !order.isEmpty() ? Heaps.asked(ours) : null;
  }

  private Rounds() {}

  static boolean areRunning() {
    return areRunning;
  }

  /** The class that the build tool runs. */
  static List<String> first() {
    return order.isEmpty() ? Collections.<String>emptyList() : order.subList(0, 1);
  }

  /** The build tool runs a class, or skips it. */
  static void hasBegun() {
    hasFirstRun = true;
  }

  /** A class is over, and what it left has been collected. */
  static void isOver() {
    if (heaps != null) heaps.over(++over);
  }

  /**
   * Runs what follows the first class, once. Surefire with several forks, and JUnit 4's runner of the Platform, have a
   * plan for each class, and the plans of the classes that are not to be run are empty: those say nothing.
   */
  static void goOn(TestPlan finished) {
    if (!Order.REPEATS || !hasFirstRun || !haveBegun.compareAndSet(false, true)) return;
    areRunning = true;
    try (Session session = Session.open()) {
      Launcher launcher = session.launcher;
      for (String test : order.subList(1, order.size())) {
        DiscoverySelector selector = DiscoverySelectors.selectClass(test.substring(test.lastIndexOf('/') + 1));
        launcher.execute(request(selector, finished));
      }
    } catch (Throwable error) {
      Told.event("unrepeated", Order.TESTS.get(0)).text("why", error.toString()).tell();
    } finally {
      areRunning = false;
    }
  }

  private static LauncherDiscoveryRequest request(DiscoverySelector selector, TestPlan like) {
    LauncherDiscoveryRequestBuilder builder = LauncherDiscoveryRequestBuilder.request().selectors(selector);
    try {
      for (String key : like.getConfigurationParameters().keySet()) {
        like.getConfigurationParameters().get(key).ifPresent(value -> builder.configurationParameter(key, value));
      }
    } catch (LinkageError older) {
      // Plans have told of them since 1.8.
    }
    return builder.build();
  }
}
