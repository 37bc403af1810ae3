# What a test of Ruby leaves behind: the bytes in use after a full collection, against those after the test before.
# It never fails a test: where something cannot be read, a figure is missing. Resident memory says less: between
# two collections it shows garbage, and Ruby gives little of it back.

begin
  require "objspace"
rescue LoadError
  # Of other Rubies than CRuby some have none: then there are no figures.
end

class OomscopeMemory
  # Share of the time passed that forced collections may take, but for the hunt, which compares figures. The first
  # and the last of a process are made in any case: without them nothing could be said of it.
  SHARE = ENV["OOMSCOPE_COLLECT"] == "always" ? Float::INFINITY : 0.05
  # Growth from which a collection is made once more before it is believed, and so often at most: stacks are read
  # for whatever looks like an address.
  GROWTH_BYTES = 512 * 1024
  MOST_AGAIN = 2
  # What a collection is taken to cost before the first one has been timed.
  COLLECTION_S = 0.02
  # Tests may replace it.
  CLOCK = Process.method(:clock_gettime)

  # An object of ours, which grows with all that there is and is nobody's.
  attr_writer :tracer

  # Told by the block: a test, and what it left, in bytes, against the one before.
  def initialize(&tell)
    @tell = tell
    @start = now
    @collecting = 0
    @expected = COLLECTION_S
    @base = nil
    @uncollected = nil
    @is_skipped = false
  end

  # A test is over and its own objects are gone. The first one pays for all (what is loaded when it is used first)
  # and has no figure. Where a collection would cost too much, there is none either, and the next test that is
  # collected carries the growth.
  def over(test)
    @uncollected = test
    settle if @base.nil? || @collecting + @expected <= (now - @start) * SHARE
  end

  # Something else took memory, which comes with the figure of the next test: it has none.
  def skip
    @is_skipped = true
  end

  # No other test follows: what has not been told is charged to the last one.
  def settle
    test = @uncollected or return
    @uncollected = nil
    before = @base
    @base = collect
    @tell.call(test, @base - before) if before && !@is_skipped
    @is_skipped = false
  rescue StandardError
    nil
  end

  private

  def now
    CLOCK.call(Process::CLOCK_MONOTONIC)
  end

  def collect
    start = now
    held = in_use
    MOST_AGAIN.times do
      break if @base && held < @base + GROWTH_BYTES
      again = in_use
      freed = held - again
      held = again
      break if freed < GROWTH_BYTES
    end
    @expected = now - start
    @collecting += @expected
    held
  end

  def in_use
    GC.start
    ObjectSpace.memsize_of_all - (@tracer ? ObjectSpace.memsize_of(@tracer) : 0)
  end
end
