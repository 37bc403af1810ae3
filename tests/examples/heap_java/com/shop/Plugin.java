package com.shop;

/** A class that is loaded again and again. */
public final class Plugin {
    private static final byte[] STATE = new byte[64 << 10];

    public Plugin() {
        STATE[0] = 1;
    }
}
