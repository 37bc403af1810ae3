#include <cstring>
#include <string>
#include <vector>

static std::vector<char> unpack(int number, std::size_t bytes) {
  std::vector<char> file(bytes);
  std::memset(file.data(), number, bytes);
  return file;
}

static std::size_t unpack_all(int files) {
  std::vector<std::vector<char>> all;
  for (int number = 1; number <= files; number++) all.push_back(unpack(number, 2 << 20));
  return all.size();
}

int main(int, char** words) {
  const std::string word = words[1];
  if (word == "all") return unpack_all(180) == 180 ? 0 : 1;
  if (word == "each") {
    int sum = 0;
    for (int number = 1; number <= 180; number++) sum += unpack(number, 2 << 20)[5];
    return sum != 0 ? 0 : 1;
  }
  return unpack(1, 2 << 20)[3] == 1 ? 0 : 1;
}
