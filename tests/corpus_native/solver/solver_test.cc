#include "solver.h"
#include <gtest/gtest.h>
TEST(SolverTest, Tiny) { EXPECT_EQ(solve(10), 10.0); }
TEST(SolverTest, Medium) { EXPECT_EQ(solve(1500), 1500.0); }
TEST(SolverTest, LargeSystem) { EXPECT_EQ(solve(5800), 5800.0); }
TEST(SolverTest, Again) {
    for (int at = 0; at < 20; at++) EXPECT_EQ(solve(500), 500.0);
}
