#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

std::size_t read_sensor(int values);

struct Machine {
  ~Machine() {}  // not virtual
  virtual int stop() = 0;
};
Machine* make_pump(int strokes);

struct Valve : std::enable_shared_from_this<Valve> {
  std::vector<char> log;
  std::function<int()> on_open;
};
std::shared_ptr<Valve> make_valve(int bytes);

class Alarms {
 public:
  static Alarms& instance();
  void observe(const std::string& name, int bytes);
  std::size_t size() const { return observers_.size(); }

 private:
  std::vector<std::shared_ptr<std::string>> observers_;
};

double arena_sum(int blocks);
std::size_t by_thread(int bytes);
bool is_tag(const std::string& text);
std::size_t pooled(int number);
