module Shop
  autoload :Heavy, File.expand_path("heavy", __dir__)
  autoload :Bus, File.expand_path("bus", __dir__)
  autoload :Hooks, File.expand_path("hooks", __dir__)
  autoload :Catalog, File.expand_path("catalog", __dir__)
end
