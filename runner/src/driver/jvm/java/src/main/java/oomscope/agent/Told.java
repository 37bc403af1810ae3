// What the JVM tells the runner: lines of JSON at the end of a file, described in src/driver/reporter.rs.
package oomscope.agent;

import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

public final class Told {
  // Tests may print megabytes into their messages.
  private static final int MOST_TEXT = 2000;
  private static final String FILE = System.getenv("OOMSCOPE_TOLD");
  private static OutputStream out;

  private Told() {}

  static boolean isAsked() {
    return FILE != null;
  }

  /** Begins a line about a test. */
  public static Line event(String event, String test) {
    return new Line().text("event", event).text("test", test);
  }

  private static synchronized void tell(String line) {
    try {
      if (FILE == null) return;
      if (out == null) out = new FileOutputStream(FILE, true);
      // One write for each line: several JVMs write into the file.
      out.write(line.getBytes(StandardCharsets.UTF_8));
    } catch (Throwable ignored) {
      // The runner is gone.
    }
  }

  /** A line in the making. */
  public static final class Line {
    private final StringBuilder json = new StringBuilder("{");

    public Line text(String name, String value) {
      if (value == null) return this;
      name(name);
      quoted(value);
      return this;
    }

    /** A list of texts. */
    public Line texts(String name, Iterable<String> values) {
      name(name).append('[');
      String between = "";
      for (String value : values) {
        json.append(between);
        quoted(value);
        between = ",";
      }
      json.append(']');
      return this;
    }

    /** A figure; where it is unknown it is left out. */
    public Line number(String name, Long value) {
      if (value != null) name(name).append(value.longValue());
      return this;
    }

    public void tell() {
      Told.tell(json.append("}\n").toString());
    }

    private StringBuilder name(String name) {
      if (json.length() > 1) json.append(',');
      return json.append('"').append(name).append("\":");
    }

    private void quoted(String value) {
      json.append('"');
      int length = Math.min(value.length(), MOST_TEXT);
      for (int at = 0; at < length; at++) character(value.charAt(at));
      json.append('"');
    }

    private void character(char one) {
      if (one == '"' || one == '\\') {
        json.append('\\').append(one);
      } else if (one < ' ' || Character.isSurrogate(one)) {
        json.append(String.format("\\u%04x", (int) one));
      } else {
        json.append(one);
      }
    }
  }
}
