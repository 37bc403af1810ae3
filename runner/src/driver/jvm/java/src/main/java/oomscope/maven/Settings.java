// The settings of a plugin's goal that runs tests, whatever its version.
package oomscope.maven;

import java.lang.reflect.Method;

final class Settings {
  private static final String BASE = "org.apache.maven.plugin.surefire.AbstractSurefireMojo";

  private final Object mojo;

  Settings(Object mojo) {
    this.mojo = mojo;
  }

  /** Whether it is a goal of Surefire or Failsafe that runs tests. */
  boolean areOfTests() {
    for (Class<?> type = mojo.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getName().equals(BASE)) return true;
    }
    return false;
  }

  Object get(String name) throws ReflectiveOperationException {
    return mojo.getClass().getMethod("get" + name).invoke(mojo);
  }

  void set(String name, Object value) throws ReflectiveOperationException {
    setter(name).invoke(mojo, value);
  }

  /** Older versions do not have it. */
  void setIfThere(String name, Object value) throws ReflectiveOperationException {
    Method setter = find(name);
    if (setter != null) setter.invoke(mojo, value);
  }

  private Method setter(String name) throws NoSuchMethodException {
    Method found = find(name);
    if (found == null) throw new NoSuchMethodException("set" + name);
    return found;
  }

  private Method find(String name) {
    for (Method method : mojo.getClass().getMethods()) {
      if (method.getName().equals("set" + name) && method.getParameterCount() == 1) return method;
    }
    return null;
  }
}
