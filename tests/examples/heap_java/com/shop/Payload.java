package com.shop;

/** What piles up. */
class Payload {
    final byte[] body = new byte[64 << 10];
}
