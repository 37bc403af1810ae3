// What a module has of JUnit's Platform.
package oomscope.maven;

import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MojoExecutionEvent;

final class Platform {
  static final String GROUP = "org.junit.platform";

  private Platform() {}

  /** Whether Surefire runs its tests on the Platform, which it tells by the same groups. */
  static boolean isIn(MojoExecutionEvent event) {
    for (Artifact artifact : event.getProject().getArtifacts()) {
      String group = artifact.getGroupId();
      if (group.equals(GROUP) || group.equals("org.junit.jupiter")) return true;
    }
    return false;
  }

  /** The version of a part of it; `null`: the module does not have it. */
  static String version(MojoExecutionEvent event, String name) {
    for (Artifact artifact : event.getProject().getArtifacts()) {
      if (GROUP.equals(artifact.getGroupId()) && name.equals(artifact.getArtifactId())) return artifact.getVersion();
    }
    return null;
  }
}
