// Tests of a small shop. Four of its parts never let go of memory, two take much at once, and the rest are well-behaved.
#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace {

constexpr std::size_t MiB = 1 << 20;

// Leaks

// A global map that only grows.
std::map<int, std::string> pages;

void Render(std::size_t bytes) { pages[static_cast<int>(pages.size())] = std::string(bytes, 'p'); }

TEST(Pages, Home) { Render(2 * MiB); }
TEST(Pages, Search) { Render(3 * MiB); }

// What nobody deletes.
TEST(Basket, IsForgotten) {
  auto* basket = new std::vector<char>(MiB, 'b');
  EXPECT_EQ(basket->size(), MiB);
}

// Two that hold each other.
struct Customer {
  std::shared_ptr<Customer> friend_of;
  std::string letters = std::string(MiB / 2, 'c');
};

TEST(Customers, KnowEachOther) {
  auto one = std::make_shared<Customer>();
  auto other = std::make_shared<Customer>();
  one->friend_of = other;
  other->friend_of = one;
}

// A cache that never evicts, of many small things.
class Prices {
 public:
  int Of(const std::string& name) { return known_.emplace(name + std::to_string(known_.size()), 1).first->second; }

 private:
  std::map<std::string, int> known_;
};

Prices& Cached() {
  static Prices prices;
  return prices;
}

TEST(Prices, AreCached) {
  for (int at = 0; at < 10000; ++at) EXPECT_EQ(Cached().Of("a rather long name of an article in the shop"), 1);
}

// Hogs

TEST(Report, OfTheYear) {
  std::vector<std::string> lines(60000);
  for (auto& line : lines) line.assign(2048, 'l');
  EXPECT_EQ(lines.size(), 60000u);
}

TEST(Report, OfTheMonth) {
  std::vector<char> all(40 * MiB, 'm');
  EXPECT_EQ(all.back(), 'm');
}

// The well-behaved

// A table that is built when it is used first.
const std::vector<std::string>& Countries() {
  static const std::vector<std::string> countries(3000, std::string(2000, 'c'));
  return countries;
}

TEST(Countries, AreKnown) { EXPECT_EQ(Countries().size(), 3000u); }
TEST(Countries, HaveNames) { EXPECT_EQ(Countries()[7].size(), 2000u); }

// A fixture that frees.
class Till : public ::testing::Test {
 protected:
  void SetUp() override { drawer_ = new std::vector<char>(4 * MiB, 't'); }
  void TearDown() override { delete drawer_; }
  std::vector<char>* drawer_ = nullptr;
};

TEST_F(Till, Opens) { EXPECT_FALSE(drawer_->empty()); }
TEST_F(Till, Closes) { EXPECT_EQ(drawer_->front(), 't'); }

// A cache with a bound.
std::deque<std::string> recent;

TEST(Recent, HasABound) {
  recent.emplace_back(MiB / 2, 'r');
  if (recent.size() > 4) recent.pop_front();
}

// One that takes longer to fill.
std::deque<std::string> archive;

TEST(Recent, HasALargeBound) {
  archive.emplace_back(MiB / 2, 'a');
  if (archive.size() > 40) archive.pop_front();
}

// Many small ones that are freed in another order: glibc keeps what it had for them.
TEST(Arena, IsKeptByTheAllocator) {
  std::vector<std::unique_ptr<char[]>> all;
  for (int at = 0; at < 20000; ++at) all.emplace_back(new char[100 + at % 400]);
  for (std::size_t at = 0; at < all.size(); at += 2) all[at].reset();
}

// Outcomes

TEST(Outcome, IsWrongOnPurpose) { EXPECT_EQ(1 + 1, 3) << "sums differ"; }
TEST(Outcome, IsSkipped) { GTEST_SKIP() << "not today"; }
TEST(Outcome, DISABLED_Aborts) { std::abort(); }

class Tax : public ::testing::TestWithParam<int> {};
TEST_P(Tax, IsLessThanAll) { EXPECT_LT(GetParam(), 100); }
INSTANTIATE_TEST_SUITE_P(Usual, Tax, ::testing::Values(7, 19));

template <typename T>
class Amount : public ::testing::Test {};
using Kinds = ::testing::Types<int, long>;
TYPED_TEST_SUITE(Amount, Kinds);
TYPED_TEST(Amount, IsSigned) { EXPECT_LT(TypeParam(-1), TypeParam(0)); }

TEST(ShopDeathTest, RefusesNobody) { EXPECT_EXIT({ std::exit(3); }, ::testing::ExitedWithCode(3), ""); }

}  // namespace
