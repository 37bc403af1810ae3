#include "warehouse.h"

static std::shared_ptr<Shelf> shelf() {
  auto one = std::make_shared<Shelf>();
  one->goods.assign(20000, 1.5);
  return one;
}

std::shared_ptr<Shelf> row(int shelves) {
  auto first = shelf();
  auto last = first;
  for (int i = 1; i < shelves; i++) {
    last->next = shelf();
    last->next->before = last;
    last = last->next;
  }
  return first;
}

std::shared_ptr<Shelf> ring(int shelves) {
  auto first = row(shelves);
  auto last = first;
  while (last->next) last = last->next;
  last->next = first;  // a cycle that nobody breaks
  return first;
}
