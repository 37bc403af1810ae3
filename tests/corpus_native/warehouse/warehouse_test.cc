#include <gtest/gtest.h>
#include <cstdlib>
#include <thread>
#include "warehouse.h"

class Plans : public testing::Test {
 protected:
  static void SetUpTestSuite() { shared_ = new std::vector<char>(20 << 20, 'p'); }
  static void TearDownTestSuite() { delete shared_; shared_ = nullptr; }
  static std::vector<char>* shared_;
};
std::vector<char>* Plans::shared_ = nullptr;

TEST_F(Plans, AreShared) { EXPECT_EQ((*shared_)[7], 'p'); }
TEST_F(Plans, AreMapped) { EXPECT_EQ(map_plan(3 << 20)[9], 5); }
TEST_F(Plans, AreUnmapped) {
  for (int i = 0; i < 20; i++) unmap_plan(map_plan(3 << 20), 3 << 20);
}

TEST(Shelves, StandInARing) { EXPECT_EQ(ring(20)->goods.size(), 20000u); }
TEST(Shelves, StandInARow) { EXPECT_EQ(row(20)->goods.size(), 20000u); }
TEST(Shelves, AreCountedByThreads) {
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; i++) workers.emplace_back([] { EXPECT_TRUE(row(8)->next != nullptr); });
  for (auto& worker : workers) worker.join();
}

TEST(Index, Remembers) { EXPECT_GT(Index::instance().remember(700), 0); }
TEST(Index, Describes) { EXPECT_EQ(Index::instance().describe("shelf-12"), "ddd!"); }

class Labels : public testing::TestWithParam<int> {};
TEST_P(Labels, ArePrinted) {
  for (int i = 0; i < 600; i++) EXPECT_NE(label(GetParam())[0], 0);
}
TEST_P(Labels, AreFreed) {
  for (int i = 0; i < 600; i++) free(label(GetParam()));
}
INSTANTIATE_TEST_SUITE_P(All, Labels, testing::Values(1, 2));
