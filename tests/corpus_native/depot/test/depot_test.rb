require "minitest/autorun"
require "depot"

class WorkerTest < Minitest::Test
  def test_starts
    worker = Depot::Worker.new
    done = Queue.new
    worker.push { |room| done << room.size }
    assert_equal 60, done.pop
  end

  def test_ends
    6.times do
      worker = Depot::Worker.new
      worker.push { |room| room.size }
      worker.close
    end
  end
end

class TicketTest < Minitest::Test
  @@number = 0

  def test_issues
    30.times do
      @@number += 1
      assert_equal @@number, Depot.ticket(@@number)[:id]
    end
  end
end

class TraceTest < Minitest::Test
  def test_traces
    Thread.current[:steps] ||= []
    80.times do |n|
      Thread.current[:steps] <<
        "step #{n} " * 2500
    end
    assert_operator Thread.current[:steps].size, :>=, 80
  end
end

class RecentTest < Minitest::Test
  def test_bound
    40.times { |n| Depot.recent("job #{n} " * 50_000) }
    assert_equal 5, Depot::RECENT.size
  end

  def test_large
    assert_equal 80_000, Array.new(80_000) { |n| "large #{n}" * 5 }.size
  end

  def test_first_use
    require "json"
    require "optparse"
    assert JSON.generate([1])
  end
end
