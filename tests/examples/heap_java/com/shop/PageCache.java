package com.shop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a program keeps in static fields. */
final class PageCache {
    /** PAGES has everything. */
    private static final Map<String, Payload> PAGES = new ConcurrentHashMap<>();
    static final Map<String, Payload> RECENT = new java.util.LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Payload> eldest) {
            return size() > 2;
        }
    };
    static final List<java.lang.ref.SoftReference<Payload>> SOFT = new ArrayList<>();
    static final Bus BUS = new Bus();
    static final ThreadLocal<List<Payload>> CURRENT = ThreadLocal.withInitial(ArrayList::new);
    static final List<java.nio.ByteBuffer> BUFFERS = new ArrayList<>();
    static final List<ClassLoader> PLUGINS = new ArrayList<>();
    static Link head;

    static void keep(String key, Payload payload) {
        PAGES.put(key, payload);
    }

    /** An item of a list of its own. */
    static final class Link {
        final Link next;
        final Payload payload = new Payload();

        Link(Link next) {
            this.next = next;
        }
    }

    /** Something with listeners. */
    static final class Bus {
        final Map<String, List<Runnable>> listeners = new HashMap<>();

        void listen(Runnable listener) {
            listeners.computeIfAbsent("page", key -> new ArrayList<>()).add(listener);
        }
    }
}
