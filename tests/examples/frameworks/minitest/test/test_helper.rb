require "minitest/autorun"
$LOAD_PATH.unshift File.expand_path("../lib", __dir__)
require "audit"
