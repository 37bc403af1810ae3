#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>
struct Mesh { std::vector<float> points; };
std::shared_ptr<Mesh> load(const std::string &name, size_t points);
size_t simplify(size_t points);
unsigned char *decode(size_t bytes);
const std::vector<int> &table();
const std::string &query(int key, size_t bytes);
size_t recent(size_t bytes);
