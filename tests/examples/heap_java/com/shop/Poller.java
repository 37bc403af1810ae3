package com.shop;

import java.util.concurrent.CountDownLatch;

/** A thread that nobody ends. */
final class Poller implements Runnable {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final Payload payload = new Payload();

    static void begin() throws InterruptedException {
        Poller poller = new Poller();
        Thread thread = new Thread(poller, "poller-" + poller.hashCode());
        thread.setDaemon(true);
        thread.start();
        poller.begun.await();
    }

    @Override
    public void run() {
        begun.countDown();
        try {
            end.await();
        } catch (InterruptedException ended) {
            payload.hashCode();
        }
    }
}
