package com.shop;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArgumentsTest {
  private static final List<byte[]> CASES = new ArrayList<>();

  static Stream<byte[]> cases() {
    CASES.add(new byte[3 << 20]);
    return CASES.stream().skip(CASES.size() - 1);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isGiven(byte[] one) {
    one[0]++;
  }
}
