#include <gtest/gtest.h>
#include <deque>
#include <map>
#include <memory>
#include <thread>
#include <vector>

namespace {

std::vector<std::vector<char>> kept;  // for as long as the process of a test

const std::map<int, std::vector<double>>& table() {
  static const auto table = [] {
    std::map<int, std::vector<double>> all;
    for (int i = 0; i < 200; i++) all[i].assign(10000, i);
    return all;
  }();
  return table;
}

struct Node {
  std::vector<int> rows = std::vector<int>(50000, 1);
  std::shared_ptr<Node> next;
  std::weak_ptr<Node> before;
};

}  // namespace

TEST(Calm, KeepsInItsProcess) {
  for (int i = 0; i < 20; i++) kept.emplace_back(500000, 'k');
  EXPECT_EQ(kept.size(), 20u);
}
TEST(Calm, KeepsAgain) {
  for (int i = 0; i < 20; i++) kept.emplace_back(500000, 'a');
  EXPECT_EQ(kept.size(), 20u);
}
TEST(Calm, Table) { EXPECT_EQ(table().at(7)[3], 7); }
TEST(Calm, Bounded) {
  std::deque<std::string> last;
  for (int i = 0; i < 200; i++) {
    last.emplace_back(100000, 'x');
    if (last.size() > 12) last.pop_front();
  }
  EXPECT_EQ(last.size(), 12u);
}
TEST(Calm, Chain) {
  auto first = std::make_shared<Node>();
  auto last = first;
  for (int i = 0; i < 40; i++) {
    last->next = std::make_shared<Node>();
    last->next->before = last;
    last = last->next;
  }
  EXPECT_EQ(last->rows.size(), 50000u);
}
TEST(Calm, Threads) {
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; i++) {
    workers.emplace_back([] { EXPECT_EQ(std::vector<char>(4 << 20, 'w')[9], 'w'); });
  }
  for (auto& worker : workers) worker.join();
}
