require "minitest/autorun"

class CalmTest < Minitest::Test
  @@last = nil
  QUEUE = Queue.new

  def self.letting_go(kind) = proc { |id| "#{kind} #{id}" }

  def test_last
    @@last = Array.new(300) { |n| "last #{n} " * 2000 }
    assert_equal 300, @@last.size
  end

  def test_last_again
    @@last = Array.new(400) { |n| "again #{n} " * 2000 }
    assert_equal 400, @@last.size
  end

  def test_queue
    60.times { |n| QUEUE << "job #{n} " * 20_000 }
    QUEUE.pop until QUEUE.empty?
    assert_empty QUEUE
  end

  def test_finalizer
    80.times { |n| ObjectSpace.define_finalizer("body #{n} " * 20_000, CalmTest.letting_go("body")) }
    assert true
  end

  def test_fibre
    fibre = Fiber.new { Fiber.yield "first " * 400_000 }
    assert_operator fibre.resume.size, :>, 0
    fibre.resume
  end

  def test_first_use
    require "json"
    require "set"
    assert_equal "[1]", JSON.generate([1])
  end

  def test_large
    assert_equal 120_000, Array.new(120_000) { |n| "large #{n}" * 4 }.size
  end
end
