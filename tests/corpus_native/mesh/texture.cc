#include "mesh.h"
#include <cstring>
#include <deque>
#include <map>
unsigned char *decode(size_t bytes) {
    auto *pixels = new unsigned char[bytes];
    std::memset(pixels, 9, bytes);
    return pixels;
}
const std::vector<int> &table() {
    static std::vector<int> all(5 << 20, 3);
    return all;
}
const std::string &query(int key, size_t bytes) {
    static std::map<int, std::string> answers;
    auto found = answers.find(key);
    if (found == answers.end()) found = answers.emplace(key, std::string(bytes, 'x')).first;
    return found->second;
}
size_t recent(size_t bytes) {
    static std::deque<std::string> last;
    last.emplace_back(bytes, 'r');
    if (last.size() > 10) last.pop_front();
    return last.size();
}
