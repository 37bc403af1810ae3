# What code of ours in a process of Ruby's tests tells: which test begins, what became of it, what memory it took and
# what it left behind. The lines are described in src/driver/reporter.rs. Nothing here fails a test.

require "json"
require_relative "oomscope_heap"
require_relative "oomscope_memory"

module OomscopeTelling
  private

  def begin_telling
    @told = File.open(ENV["OOMSCOPE_TOLD"], "a") if ENV["OOMSCOPE_TOLD"]
    @memory = OomscopeMemory.new do |test, grown|
      tell(event: "measured", test: test, kept_kib: [grown / 1024, 0].max, grown_bytes: grown)
    end
    @heap = OomscopeHeap.wanted
    @ended = nil
    @count = 0
  end

  def tell_start(test)
    @before = kib("VmRSS")
    tell(event: "start", test: test)
    # Sets the kernel's high-water mark back, so that it is the peak of this test.
    @is_reset = begin
      File.write("/proc/self/clear_refs", "5")
      true
    rescue SystemCallError
      false
    end
  end

  def tell_end(test, outcome, why, seconds)
    tell(
      event: "end", test: test, outcome: outcome, why: why, duration_ms: (seconds || 0) * 1000,
      peak_kib: @is_reset ? kib("VmHWM") : nil, rss_before_kib: @before, rss_after_kib: kib("VmRSS")
    )
    @count += 1
  end

  # The object in which the test ran is gone by now.
  def tell_left(test)
    @memory.over(test)
    @memory.skip if @heap&.over(@count)
    @memory.tracer = @heap&.tracer
  end

  def kib(name)
    File.foreach("/proc/self/status") do |line|
      return line[/\d+/].to_i if line.start_with?(name)
    end
    nil
  rescue SystemCallError
    nil
  end

  def tell(line)
    return unless @told
    @told.syswrite(JSON.generate(line) + "\n")
  rescue SystemCallError, IOError, JSON::GeneratorError
    @told = nil
  end
end
