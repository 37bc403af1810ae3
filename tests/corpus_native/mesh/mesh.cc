#include "mesh.h"
static std::vector<std::shared_ptr<Mesh>> loaded;
std::shared_ptr<Mesh> load(const std::string &name, size_t points) {
    auto mesh = std::make_shared<Mesh>();
    mesh->points.resize(points, static_cast<float>(name.size()));
    loaded.push_back(mesh);
    return mesh;
}
size_t simplify(size_t points) {
    std::vector<float> all(points, 1.0f), half;
    for (size_t at = 0; at < all.size(); at += 2) half.push_back(all[at]);
    return half.size();
}
