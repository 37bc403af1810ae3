package com.shop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassLoaderTest {
  private static final List<Object> PLUGINS = new ArrayList<>();

  /** What each loader loads anew. */
  public static final class Plugin {
    static final byte[] CODE = new byte[3 << 20];
  }

  private static final class Loader extends ClassLoader {
    Loader() {
      super(ClassLoaderTest.class.getClassLoader());
    }

    Class<?> define(String name) throws IOException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int one = in.read(); one >= 0; one = in.read()) bytes.write(one);
        return defineClass(name, bytes.toByteArray(), 0, bytes.size());
      }
    }
  }

  @Test
  void loadsAPluginAgain() throws Exception {
    Class<?> plugin = new Loader().define("com.shop.ClassLoaderTest$Plugin");
    java.lang.reflect.Constructor<?> constructor = plugin.getDeclaredConstructor();
    constructor.setAccessible(true);
    PLUGINS.add(constructor.newInstance());
  }
}
