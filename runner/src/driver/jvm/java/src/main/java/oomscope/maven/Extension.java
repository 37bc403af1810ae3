// Beside Maven: gives the JVMs of Surefire and Failsafe the agent, behind whatever the project gives them itself.
package oomscope.maven;

import java.io.File;
import javax.inject.Inject;
import javax.inject.Named;
import javax.inject.Singleton;
import org.apache.maven.execution.MojoExecutionEvent;
import org.apache.maven.execution.MojoExecutionListener;
import org.apache.maven.plugin.Mojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.eclipse.aether.RepositorySystem;

@Named
@Singleton
public final class Extension implements MojoExecutionListener {
  private static final String AGENT = System.getenv("OOMSCOPE_AGENT");

  private static final String ORDER = System.getenv("OOMSCOPE_ORDER");
  // Whether it is asked which classes there are.
  private static final boolean ASKS = "list".equals(ORDER) || "all".equals(ORDER);
  // Which of the batches that run side by side this is.
  private static final String JOB = System.getenv("OOMSCOPE_JOB");

  private final RepositorySystem system;
  private final SetAside setAside = new SetAside();

  @Inject
  public Extension(RepositorySystem system) {
    this.system = system;
  }

  @Override
  public void beforeMojoExecution(MojoExecutionEvent event) throws MojoExecutionException {
    if (AGENT == null || event.getMojo() == null) return;
    Mojo mojo = event.getMojo();
    try {
      Settings settings = new Settings(mojo);
      if (!settings.areOfTests()) return;
      // Options of the project may still have to be replaced by what other plugins have said: it is all one text.
      String given = (String) settings.get("ArgLine");
      String agent = AGENT.indexOf(' ') < 0 ? AGENT : '"' + AGENT + '"';
      settings.set("ArgLine", given == null ? agent : given + " " + agent);
      // Batches have no class of some modules, and a listing has none at all.
      settings.setIfThere("FailIfNoTests", false);
      settings.setIfThere("FailIfNoSpecifiedTests", false);
      // Tests that run in Maven itself have no process of their own.
      if ("0".equals(settings.get("ForkCount"))) settings.set("ForkCount", "1");
      // What cannot be listed is not to be run for that.
      if (ASKS && !Platform.isIn(event)) settings.set("SkipTests", true);
      // Surefire throws this folder away when it ends, also what another Maven beside it still reads.
      Object folder = settings.getIfThere("TempDir");
      if (folder != null && JOB != null && !JOB.equals("1")) settings.set("TempDir", folder + "-" + JOB);
      setAside.in((File) settings.get("ReportsDirectory"));
      OldSurefire.bringLauncher(event, settings, system);
    } catch (ReflectiveOperationException | RuntimeException error) {
      throw new MojoExecutionException("oomscope cannot set up " + mojo.getClass().getName(), error);
    }
  }

  @Override
  public void afterMojoExecutionSuccess(MojoExecutionEvent event) {}

  @Override
  public void afterExecutionFailure(MojoExecutionEvent event) {}
}
