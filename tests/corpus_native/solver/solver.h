#pragma once
#include <cstddef>
#include <vector>
struct Matrix {
    explicit Matrix(size_t side);
    std::vector<double> cells;
    size_t side;
};
double solve(size_t side);
