#include "plant.h"

namespace {
std::vector<std::unique_ptr<std::vector<double>>> readings;
}  // namespace

std::size_t read_sensor(int values) {
  auto reading = std::make_unique<std::vector<double>>();
  reading->reserve(16);
  reading->resize(values, 0.5);
  readings.push_back(std::move(reading));
  return readings.size();
}

namespace {
struct Pump : Machine {
  int stop() override { return static_cast<int>(strokes.size()); }
  std::vector<int> strokes;
};
}  // namespace
Machine* make_pump(int strokes) { auto pump = new Pump; pump->strokes.assign(strokes, 7); return pump; }

std::shared_ptr<Valve> make_valve(int bytes) {
  auto valve = std::make_shared<Valve>();
  // The valve holds the function, and the function the valve.
  valve->on_open = [valve] { return static_cast<int>(valve->log.size()); };
  auto& log = valve->log;
  log.shrink_to_fit();
  log.resize(bytes);
  return valve;
}

Alarms& Alarms::instance() {
  static Alarms alarms;
  return alarms;
}

void Alarms::observe(const std::string& name, int bytes) {
  auto observer = std::make_shared<std::string>(name);
  for (int at = 0; at < 1; at++) {
    observer->append(
        static_cast<std::size_t>(bytes), '!');
  }
  observers_.push_back(observer);
}
