#include <sys/mman.h>
#include <cstdlib>
#include <cstring>
#include <map>
#include <regex>
#include "warehouse.h"

static std::map<int, std::string> known;
static int next_number = 0;

Index& Index::instance() {
  static Index index;
  return index;
}

int Index::remember(int count) {
  for (int i = 0; i < count; i++) {
    known[next_number++] = std::string(4000, 'x');
  }
  return static_cast<int>(known.size());
}

std::string Index::describe(const std::string& name) {
  static const std::regex pattern("([a-z]+)-([0-9]+)");
  static std::map<std::string, std::string> described;
  return described.try_emplace(name, std::string(3 << 20, 'd')).first->second.substr(0, 3) +
         (std::regex_match(name, pattern) ? "!" : "");
}

const char* map_plan(std::size_t bytes) {
  void* plan = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memset(plan, 5, bytes);
  return static_cast<const char*>(plan);
}

void unmap_plan(const char* plan, std::size_t bytes) { munmap(const_cast<char*>(plan), bytes); }

char* label(int number) {
  char text[2000];
  memset(text, 'a' + number % 26, sizeof text - 1);
  text[sizeof text - 1] = 0;
  return strdup(text);
}
