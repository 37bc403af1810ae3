// What a JVM of tests prints past Surefire, which puts it into files of its own and does not show all of it: that memory
// was refused, that it crashes and where its report is, that it cannot start.
package oomscope.maven;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

final class SetAside {
  private static final String[] ENDINGS = {".dump", ".dumpstream"};
  // Before and behind a line of the JVM.
  private static final String BEFORE = "Stream '";
  private static final String BEHIND = "'.";
  private static final String REFUSED = "java.lang.OutOfMemoryError";
  // A report of a crash has some twenty lines, and tests may print megabytes.
  private static final int MOST_LINES = 60;
  private static final long MOST_BYTES = 1 << 20;

  private final Set<File> folders = new LinkedHashSet<>();

  /** When Maven exits: its listeners do not hear of every goal that fails. */
  SetAside() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::show));
  }

  /** In this folder are the reports of a goal. */
  synchronized void in(File reports) {
    if (reports != null) folders.add(reports);
  }

  private synchronized void show() {
    for (File folder : folders) {
      File[] files = folder.listFiles();
      if (files == null) continue;
      Arrays.sort(files);
      for (File file : files) show(file);
    }
  }

  private static void show(File file) {
    // Files of earlier builds stay there. Times of files may be whole seconds.
    long begun = ManagementFactory.getRuntimeMXBean().getStartTime() - 1000;
    if (!isDump(file.getName()) || file.lastModified() < begun || file.length() > MOST_BYTES) return;
    try {
      List<String> lines = lines(file);
      if (lines.isEmpty()) return;
      System.err.println("What the JVM of the tests said, out of " + file + ":");
      for (String line : lines) System.err.println(line);
    } catch (IOException ignored) {
      // What Surefire shows by itself will do.
    }
  }

  private static boolean isDump(String name) {
    for (String ending : ENDINGS) if (name.endsWith(ending)) return true;
    return false;
  }

  /** The JVM's own lines. What else is written past Surefire is of the tests, and warnings do not end a JVM. */
  private static List<String> lines(File file) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : new String(Files.readAllBytes(file.toPath()), StandardCharsets.UTF_8).split("\n")) {
      int from = line.indexOf(BEFORE);
      String said = null;
      if (from >= 0 && line.endsWith(BEHIND)) {
        said = line.substring(from + BEFORE.length(), line.length() - BEHIND.length());
        if (!said.startsWith("#") && !said.contains(REFUSED) && !said.startsWith("Error ") && !said.startsWith("Could not "))
          said = null;
      } else if (line.startsWith(REFUSED)) {
        said = line;
      }
      if (said != null && lines.size() < MOST_LINES) lines.add(said);
    }
    return lines;
  }
}
