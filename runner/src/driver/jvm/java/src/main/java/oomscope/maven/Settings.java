// The settings of a plugin's goal that runs tests, whatever its version.
package oomscope.maven;

import java.lang.reflect.Field;
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

  /** `null`: older versions do not have it. */
  Object getIfThere(String name) throws ReflectiveOperationException {
    try {
      return get(name);
    } catch (NoSuchMethodException older) {
      return null;
    }
  }

  void set(String name, Object value) throws ReflectiveOperationException {
    Method setter = find(name);
    if (setter != null) setter.invoke(mojo, value);
    else field(name).set(mojo, value);
  }

  /** Older versions do not have it. */
  void setIfThere(String name, Object value) throws ReflectiveOperationException {
    Method setter = find(name);
    if (setter != null) setter.invoke(mojo, value);
  }

  /** Not every one has a setter; Maven itself writes into the fields. */
  private Field field(String name) throws ReflectiveOperationException {
    String field = Character.toLowerCase(name.charAt(0)) + name.substring(1);
    for (Class<?> type = mojo.getClass(); type != null; type = type.getSuperclass()) {
      for (Field one : type.getDeclaredFields()) {
        if (!one.getName().equals(field)) continue;
        one.setAccessible(true);
        return one;
      }
    }
    throw new NoSuchFieldException(field);
  }

  private Method find(String name) {
    for (Method method : mojo.getClass().getMethods()) {
      if (method.getName().equals("set" + name) && method.getParameterCount() == 1) return method;
    }
    return null;
  }
}
