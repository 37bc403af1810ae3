package com.shop;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;
import sun.misc.Unsafe;

class CrashTest {
    @Test
    void writesWhereNothingIs() throws Exception {
        Field unsafe = Unsafe.class.getDeclaredField("theUnsafe");
        unsafe.setAccessible(true);
        ((Unsafe) unsafe.get(null)).putAddress(0, 1);
    }
}
