"""Recipes, scaled to the number of guests."""


class Book:
    def __init__(self, recipes):
        self.recipes = {
            f"recipe {n}": [(f"ingredient {k}", (n * k % 50 + 1) * 5.0) for k in range(12)] for n in range(recipes)
        }

    def scaled(self, name, guests):
        return [(ingredient, grams * guests / 4) for ingredient, grams in self.recipes[name]]

    def weight(self, name, guests):
        return sum(grams for _, grams in self.scaled(name, guests))
