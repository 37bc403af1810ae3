#include <deque>
#include <regex>
#include "plant.h"

double arena_sum(int blocks) {
  std::vector<std::unique_ptr<double[]>> arena;
  for (int i = 0; i < blocks; i++) arena.emplace_back(new double[4096]());
  arena.back()[1] = 2;
  return arena.back()[1];
}

std::size_t by_thread(int bytes) {
  thread_local std::vector<char> buffer;
  if (buffer.size() < static_cast<std::size_t>(bytes)) buffer.resize(bytes);
  return buffer.size();
}

bool is_tag(const std::string& text) {
  static const std::regex pattern("^[A-Z]{2}-[0-9]{3,8}(-[a-z]+)*$");
  return std::regex_match(text, pattern);
}

std::size_t pooled(int number) {
  static std::deque<std::string> pool;
  pool.emplace_back(200000, static_cast<char>('a' + number % 26));
  if (pool.size() > 10) pool.pop_front();
  return pool.size();
}
