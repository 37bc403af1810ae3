package com.shop.web;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** Nobody stops the server. */
class ServerTest {
    private static HttpServer start(byte[][] routes) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> exchange.sendResponseHeaders(routes.length, -1));
        server.start();
        return server;
    }

    @Test
    void starts() throws Exception {
        assertTrue(start(new byte[15][100_000]).getAddress().getPort() > 0);
    }
}
