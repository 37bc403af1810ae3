require "minitest/autorun"
require "routes"

class RoutesTest < Minitest::Test
  @@number = 0

  def number = @@number += 1

  def test_pages
    100.times { refute_empty Routes.page("/order/#{number}") }
  end

  def test_pages_of_one_name
    100.times { refute_empty Routes.page("/home/static") }
  end

  def test_handler
    body = Array.new(100) { |n| "body #{n} " * 1500 }
    assert_equal 100, Routes.handler(body).new.call.size
  end

  def test_template
    assert_equal 5_000_000, Routes.template(5_000_000).size
  end

  def test_admin
    assert_equal 300, Routes::Admin::MENU.size
  end

  def test_watch
    log = Array.new(100) { |n| "log #{n} " * 1500 }
    assert Routes.watch(Object.new, log)
  end

  def test_fiber
    fiber = Fiber.new { Fiber.yield("f" * 3_000_000); 1 }
    fiber.resume
    assert_equal 1, fiber.resume
  end
end
