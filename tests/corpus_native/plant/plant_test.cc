#include <gtest/gtest.h>
#include <thread>
#include "plant.h"

TEST(Sensors, Read) {
  for (int i = 0; i < 4; i++) EXPECT_GT(read_sensor(60000), 0u);
}
TEST(Sensors, ReadTwice) {
  for (int i = 0; i < 8; i++) EXPECT_GT(read_sensor(60000), 0u);
}
TEST(Pumps, Stop) {
  for (int i = 0; i < 10; i++) {
    Machine* pump = make_pump(50000);
    EXPECT_EQ(pump->stop(), 50000);
#pragma GCC diagnostic ignored "-Wdelete-non-virtual-dtor"
    delete pump;
  }
}
TEST(Valves, Open) {
  for (int i = 0; i < 12; i++) EXPECT_EQ(make_valve(150000)->on_open(), 150000);
}
TEST(Alarms, AreSeen) {
  for (int i = 0; i < 15; i++) Alarms::instance().observe("door", 120000);
  EXPECT_GE(Alarms::instance().size(), 15u);
}
TEST(Calm, Arena) { EXPECT_EQ(arena_sum(500), 2); }
TEST(Calm, Thread) {
  std::thread one([] { EXPECT_EQ(by_thread(6 << 20), 6u << 20); });
  one.join();
  EXPECT_EQ(by_thread(5 << 20), 5u << 20);
}
TEST(Calm, Tags) { EXPECT_TRUE(is_tag("AB-123-x")); }
TEST(Calm, Pool) {
  for (int i = 0; i < 60; i++) EXPECT_LE(pooled(i), 10u);
}
TEST(Calm, Large) { EXPECT_EQ(std::vector<int>(20 << 20, 3)[5], 3); }
