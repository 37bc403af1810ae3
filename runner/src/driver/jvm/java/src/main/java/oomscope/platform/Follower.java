// Tells which class of the Platform runs, what became of it and its methods, and what memory it took and left.
package oomscope.platform;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import oomscope.agent.Kernel;
import oomscope.agent.Memory;
import oomscope.agent.Order;
import oomscope.agent.Told;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

public final class Follower implements TestExecutionListener {
  // Of all followers in this JVM: each launcher has its own.
  private static final AtomicInteger running = new AtomicInteger();
  // The classes that run, and the thread that began their plan.
  private static final Set<Unit> open = ConcurrentHashMap.newKeySet();
  private static volatile Thread runner;
  // The class that ended last; its own objects are gone when the next one begins.
  private static volatile String ended;

  // Of a launcher that a test starts nothing is told.
  private boolean isDeaf;
  private TestPlan plan;
  private int classes;
  private final Map<String, Unit> units = new ConcurrentHashMap<>();
  private final Map<String, Long> begun = new ConcurrentHashMap<>();

  private static boolean isAnyRunning() {
    return running.get() > 0;
  }

  @Override
  public void testPlanExecutionStarted(TestPlan started) {
    plan = started;
    isDeaf = Order.LISTS || isInside();
    if (!isDeaf) {
      giveUp();
      runner = Thread.currentThread();
    }
    Chooser.tellFound();
    classes = 0;
  }

  @Override
  public void executionStarted(TestIdentifier identifier) {
    if (isDeaf) return;
    if (!isUnit(identifier)) {
      if (identifier.isTest()) begun.put(identifier.getUniqueId(), System.nanoTime());
      return;
    }
    letGo();
    Rounds.hasBegun();
    if (!isAnyRunning()) Memory.begin();
    classes++;
    Unit unit = new Unit(id(identifier));
    units.put(identifier.getUniqueId(), unit);
    open.add(unit);
    boolean isAlone = running.incrementAndGet() == 1;
    Told.event("start", unit.id).tell();
    unit.knowsPeak = isAlone && Kernel.resetPeak();
  }

  @Override
  public void executionSkipped(TestIdentifier identifier, String reason) {
    if (isDeaf) return;
    if (isUnit(identifier)) {
      Rounds.hasBegun();
      String id = id(identifier);
      Told.event("start", id).tell();
      Told.event("end", id).text("outcome", "skipped").text("why", reason).number("duration_ms", 0L).tell();
      return;
    }
    Unit unit = unitOf(identifier);
    if (unit != null) unit.tellCase(name(identifier), "skipped", null, reason);
  }

  @Override
  public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
    if (isDeaf) return;
    Unit unit = unitOf(identifier);
    if (unit == null) return;
    String why = result.getThrowable().map(Follower::words).orElse(null);
    String outcome = outcome(result);
    Long start = begun.remove(identifier.getUniqueId());
    Long durationMs = start == null ? null : (System.nanoTime() - start) / 1_000_000;
    if (identifier.isTest()) unit.tellCase(name(identifier), outcome, durationMs, why);
    // What is around tests is told of where it went wrong.
    else if (!outcome.equals("passed")) unit.tellCase(name(identifier), outcome, null, why);
    if (isUnit(identifier)) {
      units.remove(identifier.getUniqueId());
      open.remove(unit);
      unit.end(running.get() == 1);
      ended = unit.id;
      running.decrementAndGet();
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan finished) {
    if (isDeaf) return;
    units.clear();
    plan = null;
    letGo();
    if (classes > 1) Memory.planOver();
    Rounds.goOn(finished);
  }

  /** Whether a test of a plan that goes on asks: in a thread of its own, or above the launcher of that plan. */
  static boolean isInside() {
    if (!isAnyRunning()) return false;
    if (Thread.currentThread() != runner) return true;
    // The Platform calls a test, or another engine's code, and that calls the Platform.
    boolean isOwn = false;
    boolean isLeft = false;
    for (StackTraceElement frame : Thread.currentThread().getStackTrace()) {
      String name = frame.getClassName();
      if (name.startsWith("java.") || name.startsWith("jdk.")) continue;
      boolean isPlatform = name.startsWith("org.junit.platform.");
      if (isPlatform && isLeft) return true;
      isLeft = isOwn && !isPlatform;
      isOwn |= isPlatform;
    }
    return false;
  }

  /** At an OutOfMemoryError JUnit gives a plan up without a word, and a build tool may go on with the next class. */
  private static void giveUp() {
    for (Unit unit : open) {
      unit.fail("JUnit gave its plan up, as it does at an OutOfMemoryError");
      unit.end(false);
      ended = unit.id;
    }
    open.clear();
    running.set(0);
  }

  private static void letGo() {
    String test = ended;
    if (test == null || isAnyRunning()) return;
    ended = null;
    Memory.over(test);
    Rounds.isOver();
  }

  private static boolean isUnit(TestIdentifier identifier) {
    return identifier.getParentId().filter(parent -> parent.indexOf('/') < 0).isPresent();
  }

  private static String id(TestIdentifier unit) {
    return Order.id(Units.name(unit.getSource(), unit.getLegacyReportingName()));
  }

  private Unit unitOf(TestIdentifier identifier) {
    // Segments are separated by slashes, which stand in none of them.
    String id = identifier.getUniqueId();
    int engine = id.indexOf('/');
    if (engine < 0) return null;
    int end = id.indexOf('/', engine + 1);
    return units.get(end < 0 ? id : id.substring(0, end));
  }

  private String name(TestIdentifier identifier) {
    StringBuilder name = new StringBuilder(identifier.getDisplayName());
    TestIdentifier above = identifier;
    while (plan != null && !isUnit(above)) {
      above = plan.getParent(above).orElse(null);
      if (above == null || isUnit(above)) break;
      name.insert(0, above.getDisplayName() + " > ");
    }
    return name.toString();
  }

  private static String outcome(TestExecutionResult result) {
    switch (result.getStatus()) {
      case SUCCESSFUL:
        return "passed";
      case ABORTED:
        return "skipped";
      default:
        return "failed";
    }
  }

  private static String words(Throwable thrown) {
    try {
      return thrown.toString();
    } catch (Throwable ignored) {
      return thrown.getClass().getName();
    }
  }

  /** A class that runs. */
  private static final class Unit {
    final String id;
    boolean knowsPeak;
    private final long begun = System.nanoTime();
    private int passed;
    private int failed;
    private int skipped;
    private String why;

    Unit(String id) {
      this.id = id;
    }

    synchronized void tellCase(String name, String outcome, Long durationMs, String reason) {
      if (outcome.equals("passed")) passed++;
      else if (outcome.equals("skipped")) skipped++;
      else failed++;
      if (outcome.equals("failed") && why == null) why = name + ": " + reason;
      Told.event("case", id)
          .text("name", name)
          .text("outcome", outcome)
          .number("duration_ms", durationMs)
          .text("why", reason)
          .tell();
    }

    synchronized void fail(String reason) {
      failed++;
      if (why == null) why = reason;
    }

    synchronized void end(boolean wasAlone) {
      String outcome = failed > 0 ? "failed" : skipped > 0 && passed == 0 ? "skipped" : "passed";
      Told.event("end", id)
          .text("outcome", outcome)
          .number("duration_ms", (System.nanoTime() - begun) / 1_000_000)
          .text("why", why)
          .number("peak_kib", knowsPeak && wasAlone ? Kernel.peakKib() : null)
          .tell();
    }
  }
}
