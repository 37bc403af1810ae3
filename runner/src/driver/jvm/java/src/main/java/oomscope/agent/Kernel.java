// What the kernel knows of this process.
package oomscope.agent;

import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;

public final class Kernel {
  private Kernel() {}

  /** Sets the high-water mark back, so that it is the peak of what follows. */
  public static boolean resetPeak() {
    try (OutputStream out = new FileOutputStream("/proc/self/clear_refs")) {
      out.write('5');
      return true;
    } catch (Throwable ignored) {
      return false;
    }
  }

  /** The high-water mark of resident memory. */
  public static Long peakKib() {
    try {
      byte[] status = Files.readAllBytes(Paths.get("/proc/self/status"));
      for (String line : new String(status, StandardCharsets.ISO_8859_1).split("\n")) {
        if (line.startsWith("VmHWM:")) return Long.valueOf(line.replaceAll("[^0-9]", ""));
      }
    } catch (Throwable ignored) {
      // Then there is no such figure.
    }
    return null;
  }
}
