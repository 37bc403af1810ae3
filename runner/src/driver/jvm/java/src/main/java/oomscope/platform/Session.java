// One session for all that follows, where the Platform knows sessions: since 1.8.
package oomscope.platform;

import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherFactory;

final class Session implements AutoCloseable {
  final Launcher launcher;
  private final AutoCloseable closed;

  private Session(Launcher launcher, AutoCloseable closed) {
    this.launcher = launcher;
    this.closed = closed;
  }

  static Session open() {
    try {
      return Known.open();
    } catch (LinkageError older) {
      return new Session(LauncherFactory.create(), () -> {});
    }
  }

  @Override
  public void close() throws Exception {
    closed.close();
  }

  /** Loaded alone, because an older Platform has no such class. */
  private static final class Known {
    static Session open() {
      LauncherSession session = LauncherFactory.openSession();
      return new Session(session.getLauncher(), session::close);
    }
  }
}
