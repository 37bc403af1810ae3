#include "mesh.h"
#include <gtest/gtest.h>
class MeshTest : public ::testing::Test {
protected:
    std::unique_ptr<Mesh> mesh = std::make_unique<Mesh>();
};
TEST_F(MeshTest, Loads) { EXPECT_EQ(load("a", 500000)->points.size(), 500000u); }
TEST_F(MeshTest, LoadsTwice) {
    load("one", 300000);
    load("two", 300000);
}
TEST_F(MeshTest, Simplify) { EXPECT_EQ(simplify(12000000), 6000000u); }
TEST_F(MeshTest, Empty) { EXPECT_TRUE(mesh->points.empty()); }
TEST(TextureTest, Decodes) {
    unsigned char *pixels = decode(3 << 20);
    EXPECT_EQ(pixels[5], 9);
}
TEST(TextureTest, DecodesAndFrees) {
    unsigned char *pixels = decode(3 << 20);
    EXPECT_EQ(pixels[5], 9);
    delete[] pixels;
}
TEST(TextureTest, Table) { EXPECT_EQ(table().size(), 5u << 20); }
static int next_key = 0;
TEST(QueryTest, IsCached) {
    for (int at = 0; at < 200; at++) {
        int key = next_key++;
        EXPECT_EQ(&query(key, 10000), &query(key, 10000));
    }
}
TEST(QueryTest, KnownKeys) {
    for (int at = 0; at < 50; at++) query(-1 - at, 10000);
}
TEST(QueryTest, Recent) {
    for (int at = 0; at < 100; at++) EXPECT_LE(recent(300000), 10u);
}
