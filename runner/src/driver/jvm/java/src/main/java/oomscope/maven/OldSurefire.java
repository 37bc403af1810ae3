// Surefire 2 brings a launcher of the Platform that is older than its filters, whatever JUnit the project has.
package oomscope.maven;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.maven.execution.MojoExecutionEvent;
import org.apache.maven.plugin.MojoExecutionException;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;

final class OldSurefire {
  private static final String LAUNCHER = "junit-platform-launcher";
  private static final String ELEMENTS = "AdditionalClasspathElements";

  private OldSurefire() {}

  /** Puts the launcher that belongs to the project's JUnit before it, as Surefire 3 does by itself. */
  static void bringLauncher(MojoExecutionEvent event, Settings settings, RepositorySystem system)
      throws ReflectiveOperationException, MojoExecutionException {
    String engine = Platform.version(event, "junit-platform-engine");
    boolean isOld = event.getExecution().getVersion().startsWith("2.");
    if (!isOld || engine == null || Platform.version(event, LAUNCHER) != null) return;
    ArtifactRequest request = new ArtifactRequest();
    request.setArtifact(new DefaultArtifact(Platform.GROUP, LAUNCHER, "jar", engine));
    request.setRepositories(event.getProject().getRemoteProjectRepositories());
    File launcher;
    try {
      launcher = system.resolveArtifact(event.getSession().getRepositorySession(), request).getArtifact().getFile();
    } catch (ArtifactResolutionException error) {
      String needs = Platform.GROUP + ":" + LAUNCHER + ":" + engine;
      throw new MojoExecutionException(
          "oomscope needs " + needs + " beside Surefire 2: let Maven download it once, or take Surefire 3", error);
    }
    String[] given = (String[]) settings.get(ELEMENTS);
    List<String> elements = new ArrayList<>(given == null ? Arrays.<String>asList() : Arrays.asList(given));
    elements.add(launcher.getPath());
    settings.set(ELEMENTS, elements.toArray(new String[0]));
  }
}
