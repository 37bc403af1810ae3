package com.shop;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.net.httpserver.HttpServer;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** Repeats one way to keep memory, and dumps the heap after the first, the second and the fourth time. */
public final class Leaks {
    private static int round;
    // From every open file a list of the library leads to all others, sockets among them.
    private static FileOutputStream log;

    public static void main(String[] words) throws Exception {
        log = new FileOutputStream("/dev/null");
        var bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        for (int dump = 0; round < 4; round++) {
            leak(words[0]);
            if (round != 2) {
                System.gc();
                bean.dumpHeap(Path.of(words[1], dump++ + ".hprof").toString(), true);
            }
        }
        System.exit(0);
    }

    private static void leak(String how) throws Exception {
        switch (how) {
            case "static_map" -> PageCache.keep("page" + round, new Payload());
            case "members" -> {
                Payload payload = new Payload();
                PageCache.BUS.listen(() -> payload.hashCode());
            }
            case "linked" -> PageCache.head = new PageCache.Link(PageCache.head);
            case "thread_local" -> PageCache.CURRENT.get().add(new Payload());
            case "thread" -> Poller.begin();
            case "executor" -> {
                Payload payload = new Payload();
                CountDownLatch begun = new CountDownLatch(1);
                ThreadLocal<Payload> own = new ThreadLocal<>();
                Executors.newFixedThreadPool(1).execute(() -> {
                    own.set(payload);
                    begun.countDown();
                });
                begun.await();
            }
            case "buffers" -> PageCache.BUFFERS.add(ByteBuffer.allocateDirect(1 << 20));
            case "loader" -> loader();
            case "hook" -> {
                Payload payload = new Payload();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> payload.hashCode()));
            }
            case "server" -> {
                Payload payload = new Payload();
                HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
                server.createContext("/", exchange -> payload.hashCode());
                server.start();
            }
            case "bounded" -> PageCache.RECENT.put("page" + round, new Payload());
            case "once" -> PageCache.keep("page", new Payload());
            case "soft" -> PageCache.SOFT.add(new java.lang.ref.SoftReference<>(new Payload()));
            case "garbage" -> new Payload();
            default -> throw new IllegalArgumentException(how);
        }
    }

    private static void loader() throws IOException, ReflectiveOperationException {
        URL here = Leaks.class.getProtectionDomain().getCodeSource().getLocation();
        var loader = new URLClassLoader(new URL[] {here}, ClassLoader.getPlatformClassLoader());
        loader.loadClass("com.shop.Plugin").getDeclaredConstructor().newInstance();
        PageCache.PLUGINS.add(loader);
    }
}
