#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

struct Shelf {
  std::vector<double> goods;
  std::shared_ptr<Shelf> next;
  std::weak_ptr<Shelf> before;
};
std::shared_ptr<Shelf> ring(int shelves);
std::shared_ptr<Shelf> row(int shelves);

class Index {
 public:
  static Index& instance();
  int remember(int number);
  std::string describe(const std::string& name);
};

const char* map_plan(std::size_t bytes);
void unmap_plan(const char* plan, std::size_t bytes);
char* label(int number);
